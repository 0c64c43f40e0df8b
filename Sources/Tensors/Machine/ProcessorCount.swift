import Foundation

func activeProcessorCount() -> Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
