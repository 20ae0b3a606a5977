import GRDB

extension CallStoreError {
  /// The sentence for whatever the database threw while working on the file at `path`.
  init(_ error: any Error, path: String) {
    switch error {
    case let error as CallStoreError: self = error
    case let error as DatabaseError: self.init(database: error, path: path)
    default:
      self.init(
        .failed, "The database \(path) could not be used; see the cause.", cause: String(describing: type(of: error)))
    }
  }

  private init(database error: DatabaseError, path: String) {
    // The message names tables and columns; statements and their values stay out.
    let cause = "SQLite \(error.extendedResultCode.rawValue): \(error.message ?? "no message")"
    let (code, message): (Code, String) =
      switch error.resultCode {
      case .SQLITE_NOTADB, .SQLITE_CORRUPT:
        (.corrupt, Self.corruptMessage(path))
      case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_READONLY, .SQLITE_AUTH:
        (
          .unreadable,
          "The database \(path) cannot be opened for writing; give the service's user the right to it and its folder."
        )
      case .SQLITE_FULL:
        (.diskFull, "There is no room left on the disk of \(path); make room, nothing needs to be restarted.")
      case .SQLITE_BUSY, .SQLITE_LOCKED:
        (.busy, "Another process keeps the database \(path) locked; end it or try again.")
      case .SQLITE_IOERR, .SQLITE_NOLFS:
        (.disk, "The disk of \(path) failed; check it, and restore a backup if the database is damaged.")
      case .SQLITE_MISUSE:
        (.closed, "The database \(path) has been closed.")
      default:
        (.failed, "The database \(path) refused the operation; see the cause.")
      }
    self.init(code, message, cause: cause)
  }

  static func corruptMessage(_ path: String) -> String {
    "The database \(path) is damaged; move it away and restore a backup, or rescue it with `sqlite3 \(path) .recover`."
  }
}
