@main struct Pollard { static func main() {} }
