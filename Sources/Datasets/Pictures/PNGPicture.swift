import CPNG
import Tensors

/// Reads PNG files by libpng. The thin wrapper of its simplified interface, which reports errors as
/// values.
///
/// Grey pictures have three equal channels, what is transparent lies on white, 16 bits become 8
/// (sRGB where the file names no other), interlaced pictures are read whole.
enum PNGPicture {
  /// - Parameter stop: also looked at for the memory that the picture needs.
  static func decode(
    _ bytes: [UInt8], stop: StopFlag? = nil
  ) throws(PictureProblem) -> RasterPicture {
    let result = bytes.withUnsafeBytes { bytes in
      Result { () throws(PictureProblem) in try decode(bytes, stop) }
    }
    return try result.get()
  }

  private static func decode(
    _ bytes: UnsafeRawBufferPointer, _ stop: StopFlag?
  ) throws(PictureProblem) -> RasterPicture {
    var image = png_image()
    image.version = UInt32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    guard png_image_begin_read_from_memory(&image, bytes.baseAddress, bytes.count) != 0 else {
      throw .damaged("a damaged PNG")
    }
    let (width, height) = (Int(image.width), Int(image.height))
    guard width > 0, height > 0 else { throw .damaged("a damaged PNG") }
    guard width <= RasterPicture.limit / height else { throw .tooLarge }
    let count = 3 * width * height
    guard stop.holds(2 * count) else { throw .interrupted }
    image.format = UInt32(PNG_FORMAT_FLAG_COLOR)
    image.flags |= UInt32(PNG_IMAGE_FLAG_16BIT_sRGB)
    var white = png_color(red: 255, green: 255, blue: 255)
    var output = [UInt8](repeating: 0, count: count)
    let isDecoded = output.withUnsafeMutableBytes {
      png_image_finish_read(&image, &white, $0.baseAddress, 0, nil)
    }
    guard isDecoded != 0 else { throw .damaged("a damaged PNG") }
    return RasterPicture(width: width, height: height, bytes: output)
  }
}
