package import CallControl
import Foundation
package import Timekeeping

/// The folder of the recordings' files: one below it for each day (UTC), for their owner only. What callers say is
/// nobody else's business, and no name tells who called.
package struct RecordingFolder: Sendable {
  package let path: String

  /// - Parameter data: the service's data folder.
  package init(data: String) {
    path = data + "/recordings"
  }

  /// Where the file of a recording that began then is, below the folder.
  package static func file(of name: RecordingName, began: WallTime) -> String { "\(day(of: began))/\(name).wav" }

  /// The whole path of a file below the folder.
  package func path(of file: String) -> String { "\(path)/\(file)" }

  /// Makes the folders of a day, if they are not there.
  package func makeDay(of time: WallTime) throws(CallStoreError) {
    let folder = path(of: Self.day(of: time))
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw CallStoreError(
        .unreadable, "The folder \(folder) cannot be made; give the service's user the right to \(path).",
        cause: error.localizedDescription)
    }
  }

  /// Deletes a file below the folder, and what was not finished of it. One that is not there is deleted already.
  package func remove(_ file: String) throws(CallStoreError) {
    for name in [path(of: file), path(of: file) + ".part"] where unlink(name) != 0 && errno != ENOENT {
      throw CallStoreError(
        .unreadable, "The recording \(name) cannot be deleted; give the service's user the right to it.",
        cause: String(cString: strerror(errno)))
    }
  }

  /// `2026/11/22`
  private static func day(of time: WallTime) -> String {
    var moment = time_t(time.sinceEpoch.components.seconds)
    var civil = tm()
    gmtime_r(&moment, &civil)
    return [Int(civil.tm_year) + 1900, Int(civil.tm_mon) + 1, Int(civil.tm_mday)].map { number in
      number < 10 ? "0\(number)" : "\(number)"
    }.joined(separator: "/")
  }
}
