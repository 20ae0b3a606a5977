import Foundation

/// A disk with little room where the service keeps its data, in memory, seen by the service alone.
struct SmallDisk: Sendable {
  var kilobytes: Int
  var folder: ServiceFolder

  init(kilobytes: Int, _ folder: ServiceFolder) {
    self.kilobytes = kilobytes
    self.folder = folder
  }

  /// `serve` on that disk. Programs in a test network have a view of the mounts of their own.
  var command: [String] {
    [
      "sh", "-c",
      "mkdir -p Data && mount -t tmpfs -o size=\(kilobytes)k none Data && exec '\(ProjectFiles.switchboard)' serve",
    ]
  }

  /// Takes all the room that is left.
  func fill(_ program: Program) throws {
    let path = filler(program)
    try Data().write(to: URL(filePath: path))
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? file.close() }
    let block = Data(repeating: 0x2E, count: 4096)
    for _ in 0..<kilobytes {
      do { try file.write(contentsOf: block) } catch { return }
    }
    throw TestFailure("the small disk does not become full")
  }

  /// Gives the room back.
  func clear(_ program: Program) throws {
    try FileManager.default.removeItem(atPath: filler(program))
  }

  private func filler(_ program: Program) -> String {
    "/proc/\(program.identifier)/root\(folder.path)/Data/filler"
  }
}
