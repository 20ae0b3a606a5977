import Foundation

/// The folder the database lies in.
enum StoreFolder {
  /// Makes the folder, for its owner only, if it is not there.
  static func make(for path: String) throws(CallStoreError) {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    guard !FileManager.default.fileExists(atPath: folder) else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw CallStoreError(
        .unreadable, "The data folder \(folder) cannot be made; make it, or name another one under `data:`.",
        cause: error.localizedDescription)
    }
  }

  /// Refuses to begin with nothing where there has been a database before.
  static func checkPresence(of path: String) throws(CallStoreError) {
    guard StoreLock.remembersDatabase(at: path) else { return }
    let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
    guard size > 0 else {
      throw CallStoreError(
        .vanished,
        "The database \(path) is gone; restore a backup, or remove \(path).lock to begin with an empty one.")
    }
  }

  /// Phone numbers and phones' passwords are nobody else's business.
  static func keepPrivate(_ path: String) {
    for name in [path, path + "-wal", path + "-shm"] { _ = chmod(name, 0o600) }
  }
}
