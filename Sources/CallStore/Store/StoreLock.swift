import Glibc
import Synchronization

/// The file beside the database that a running service holds, and that remembers that there has been a database.
///
/// The lock ends with `release()`, or with the process, however that ends.
final class StoreLock: Sendable {
  /// `nil` once it has been released.
  private let descriptor: Mutex<Int32?>
  /// Where the lock file is.
  let path: String

  /// Takes the lock of the database at `database`, or says who has it.
  init(beside database: String) throws(CallStoreError) {
    path = Self.path(beside: database)
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    self.descriptor = Mutex(descriptor < 0 ? nil : descriptor)
    guard descriptor >= 0 else {
      throw CallStoreError(
        .unreadable, "The file \(path) cannot be opened; give the service's user the right to it and its folder.",
        cause: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw CallStoreError(
        .inUse, "Another `switchboard serve` is using \(database); stop it, or give this one another data folder.")
    }
  }

  deinit { release() }

  /// Lets somebody else have it.
  func release() {
    descriptor.withLock { descriptor in
      if let open = descriptor {
        // Closing alone is not enough while a program that is just being started still has a copy.
        flock(open, LOCK_UN)
        close(open)
      }
      descriptor = nil
    }
  }

  /// Whether a service has had a database here before.
  static func remembersDatabase(at database: String) -> Bool {
    var status = stat()
    return stat(path(beside: database), &status) == 0 && status.st_size > 0
  }

  private static func path(beside database: String) -> String { database + ".lock" }

  /// Remembers that there is a database now.
  func rememberDatabase() {
    let note = Array("The database beside this file has been made; without it the service does not start.\n".utf8)
    descriptor.withLock { descriptor in
      guard let descriptor else { return }
      _ = pwrite(descriptor, note, note.count, 0)
      fsync(descriptor)
    }
  }
}
