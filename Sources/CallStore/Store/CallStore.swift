package import GRDB
package import Logging

/// The durable record in one SQLite file: agents, their states, calls, and all that happened in them.
///
/// Write-ahead logging with `synchronous = FULL`: what a function has returned from survives a power cut. Several
/// processes may have it open; one of them is the service, which also holds the lock file beside the database.
package final class CallStore: Sendable {
  /// Who opens the store.
  package enum Purpose: Sendable {
    /// `switchboard serve`: takes the lock, checks the whole file, is the only one who records calls.
    case service
    /// A command that reads, or changes agents, whether the service runs or not.
    case command
  }

  /// How long a statement waits for another process's lock before it gives up.
  static let busyTimeout = 2.0

  /// Where the database is.
  package let path: String
  /// The connections. Package-wide, so that tests can make the disk full and read the settings.
  package let pool: DatabasePool
  let logger: Logger
  private let lock: StoreLock?

  private init(path: String, pool: DatabasePool, lock: StoreLock?, logger: Logger) {
    self.path = path
    self.pool = pool
    self.lock = lock
    self.logger = logger
  }

  /// Opens the database and brings its schema up to date, making folder and file if they have never been there.
  package static func open(
    _ path: String, purpose: Purpose = .command, logger: Logger
  ) throws(CallStoreError) -> CallStore {
    try StoreFolder.make(for: path)
    let lock: StoreLock? = purpose == .service ? try StoreLock(beside: path) : nil
    try StoreFolder.checkPresence(of: path)
    let pool: DatabasePool
    do {
      pool = try DatabasePool(path: path, configuration: configuration)
      try pool.writeWithoutTransaction { try $0.execute(sql: writing) }
      if purpose == .service { try checkContent(pool, path) }
      try migrate(pool, path)
    } catch {
      throw CallStoreError(error, path: path)
    }
    StoreFolder.keepPrivate(path)
    lock?.rememberDatabase()
    return CallStore(path: path, pool: pool, lock: lock, logger: logger)
  }

  /// Closes the database. Whatever is asked afterwards fails with `closed`.
  package func close() throws(CallStoreError) {
    do { try pool.close() } catch { throw CallStoreError(error, path: path) }
    lock?.release()
  }

  /// How the one writing connection works. A pool chooses NORMAL for it, which may forget the last transactions. The
  /// cache holds the pages in which a busy hour writes (KiB), and the log is worked off when it has some 16 MB, so that
  /// a page that changes often is written back once.
  private static let writing = """
    PRAGMA synchronous = FULL;
    PRAGMA cache_size = -16384;
    PRAGMA wal_autocheckpoint = 4000;
    """

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(busyTimeout)
    configuration.foreignKeysEnabled = true
    return configuration
  }

  private static func checkContent(_ pool: DatabasePool, _ path: String) throws {
    let findings = try pool.read { try String.fetchAll($0, sql: "PRAGMA quick_check(3)") }
    guard findings == ["ok"] else {
      throw CallStoreError(
        .corrupt, CallStoreError.corruptMessage(path),
        cause: findings.first?.split(separator: "\n").first.map(String.init))
    }
  }

  private static func migrate(_ pool: DatabasePool, _ path: String) throws {
    let migrator = Schema.migrator
    let (complete, superseded) = try pool.read {
      (try migrator.hasCompletedMigrations($0), try migrator.hasBeenSuperseded($0))
    }
    guard !superseded else {
      throw CallStoreError(
        .newer,
        "The database \(path) was written by a later version of Switchboard; run that version, or restore a backup.")
    }
    guard !complete else { return }
    do {
      try migrator.migrate(pool)
    } catch {
      // Another process may have been faster.
      guard try pool.read({ try migrator.hasCompletedMigrations($0) }) else { throw error }
    }
  }
}

extension CallStore {
  /// Reads a consistent state; does not wait for writers.
  func read<Value: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Value
  ) async throws(CallStoreError) -> Value {
    do { return try await pool.read(work) } catch { throw CallStoreError(error, path: path) }
  }

  /// Writes in one transaction; it is on the disk when this returns.
  func write<Value: Sendable>(
    _ work: @escaping @Sendable (Database) throws -> Value
  ) async throws(CallStoreError) -> Value {
    do { return try await pool.write(work) } catch { throw CallStoreError(error, path: path) }
  }
}
