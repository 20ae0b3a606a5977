import CallFlows
import FlowLibrary
import Logging
import Synchronization
import Timekeeping

/// The release that new calls begin with, and the way to put another in its place.
///
/// A release is put in place at once and as a whole; then, and not before, it is kept among the last ones. Whatever is
/// wrong with a new one, the old one goes on.
actor ReleaseShelf {
  /// How often files that change while they are read are read again at once.
  private static let patience = 3
  /// Lines of the log that say what a new release changes.
  private static let mostDifferences = 20

  /// A release, and what lay on the disk when it was read.
  private struct Candidate {
    var release: PublishedRelease
    var finding: Finding
    /// Where it was read from: not where it should have been, if that was refused.
    var source: ReleaseSource
  }

  /// What there is to be read.
  private struct Finding {
    var contents: ReleaseContents
    var source: ReleaseSource
    /// The note of which release is in place, as it was then.
    var mark: ReleaseArchive.Mark

    init(_ folders: ReleaseFolders, _ archive: ReleaseArchive) {
      mark = archive.mark
      contents = ReleaseContents(folders)
      source = ReleaseSource(place: archive.place, folderHolds: contents.digest)
    }

    func isSame(_ other: Finding) -> Bool {
      contents.digest == other.contents.digest && source == other.source
    }
  }

  private let folders: ReleaseFolders
  private let archive: ReleaseArchive
  private let reader: ReleaseReader
  private let clocks: SystemClocks
  private let logger: Logger
  private let placed: Mutex<PublishedRelease>
  /// What was last read, whether it was put in place or refused.
  private var last: Finding
  /// What is to be kept and noted for `placed`.
  private var unkept: Candidate?
  /// What lay on the disk before anything was read.
  nonisolated let firstSight: ReleaseSight
  private var turn: Task<Bool, Never>?

  /// The release of the calls to come. From any thread.
  nonisolated var current: PublishedRelease { placed.withLock { $0 } }

  /// Reads the folders, or the release that somebody went back to.
  ///
  /// Folders that do not check are no reason not to start while the release that was in place is kept.
  ///
  /// - Throws: `StartupError` with every diagnostic when there is no release to begin with.
  init(
    _ folders: ReleaseFolders, archive: ReleaseArchive, reader: ReleaseReader, clocks: SystemClocks, logger: Logger
  ) async throws(StartupError) {
    self.folders = folders
    self.archive = archive
    self.reader = reader
    self.clocks = clocks
    self.logger = logger
    archive.tidy()
    firstSight = ReleaseSight(folders, archive)
    last = Finding(folders, archive)
    let first = try await Self.first(last, folders, archive, reader, logger)
    placed = Mutex(first.release)
    unkept = first
  }

  private static func first(
    _ finding: Finding, _ folders: ReleaseFolders, _ archive: ReleaseArchive, _ reader: ReleaseReader,
    _ logger: Logger
  ) async throws(StartupError) -> Candidate {
    let source = finding.source
    do throws(StartupError) {
      return Candidate(release: try await read(source, folders, archive, reader), finding: finding, source: source)
    } catch {
      guard let place = archive.place else { throw error }
      let other: ReleaseSource = source == .folder ? .kept(place.release) : .folder
      guard let release = try? await read(other, folders, archive, reader) else { throw error }
      logger.error("the release is refused, \(other.words) is in place: \(error)")
      return Candidate(release: release, finding: finding, source: other)
    }
  }

  private static func read(
    _ source: ReleaseSource, _ folders: ReleaseFolders, _ archive: ReleaseArchive, _ reader: ReleaseReader
  ) async throws(StartupError) -> PublishedRelease {
    switch source {
    case .folder: return try await reader.read(folders, notesRecordings: true)
    case .kept(let identifier):
      let release = try await reader.read(archive.folders(of: identifier))
      guard release.flows.identifier == identifier else {
        throw .part("the kept files of release \(identifier.prefix(12)) have been changed; go back to another one")
      }
      return release
    }
  }

  /// What lies on the disk now, without opening a file: another sight may be another release.
  nonisolated func sight() -> ReleaseSight { ReleaseSight(folders, archive) }

  /// Puts what the folders hold now, or what somebody went back to, in the old release's place, if it checks; else the
  /// old one goes on. One after the other, whoever asks.
  ///
  /// - Parameter evenIfSame: reads and judges again what has been read and judged before.
  /// - Returns: whether a release was put in place.
  func reload(evenIfSame: Bool) async -> Bool {
    let before = turn
    let task = Task {
      _ = await before?.value
      return await self.replace(evenIfSame: evenIfSame)
    }
    turn = task
    return await task.value
  }

  private func replace(evenIfSame: Bool) async -> Bool {
    for _ in 0..<Self.patience {
      let sight = sight()
      let finding = Finding(folders, archive)
      guard evenIfSame || !finding.isSame(last) else { return false }
      let result = await read(finding)
      // What was read while files changed is neither the old nor the new.
      guard sight == self.sight() else { continue }
      last = finding
      switch result {
      case .success(let release):
        put(Candidate(release: release, finding: finding, source: finding.source))
        return true
      case .failure(let error):
        logger.error("the release is refused, the old one goes on: \(error)")
        return false
      }
    }
    logger.notice("the files of the release are still changing")
    return false
  }

  private func read(_ finding: Finding) async -> Result<PublishedRelease, StartupError> {
    do throws(StartupError) {
      return .success(try await Self.read(finding.source, folders, archive, reader))
    } catch {
      return .failure(error)
    }
  }

  private func put(_ candidate: Candidate) {
    let old = current
    placed.withLock { $0 = candidate.release }
    unkept = candidate
    logger.notice(
      "release in place", metadata: ["release": "\(candidate.release.flows.identifier.prefix(12))"])
    let differences = ReleaseComparison.differences(from: old.outline, to: candidate.release.outline)
    for difference in differences.prefix(Self.mostDifferences) {
      logger.notice("new: \(difference.subject): \(difference.sentence)")
    }
    if differences.count > Self.mostDifferences {
      logger.notice("and \(differences.count - Self.mostDifferences) more; switchboard release diff shows all")
    }
  }

  /// Keeps the release in place with its files, and notes that it is in place. A disk that refuses costs that memory,
  /// never the release.
  func keepCurrent() {
    guard let candidate = unkept else { return }
    unkept = nil
    // Who went back wrote that down already, and what is kept is kept.
    guard candidate.source == .folder else { return }
    let identifier = candidate.release.flows.identifier
    let finding = candidate.finding
    do throws(ReleaseArchiveError) {
      try archive.keep(finding.contents, of: folders, as: identifier, at: clocks.reading.wall)
      let place = ReleasePlace(
        release: identifier, folder: finding.contents.digest, origin: .folder, at: clocks.reading.wall)
      try archive.put(place, unlessChangedSince: finding.mark)
    } catch {
      logger.warning("the release is in place, and cannot be kept for later: \(error)")
    }
  }

  /// Makes the audio of the first places and waits, so that the first caller who hears one need not wait for it.
  func speakAhead() async {
    let release = current
    await reader.speakAhead(release) { self.current.flows.identifier == release.flows.identifier }
  }
}

/// What lies on the disk at one time: the files of the folders, and the note of which release is in place.
struct ReleaseSight: Sendable, Equatable {
  var tree: ReleaseTree
  var mark: ReleaseArchive.Mark

  init(_ folders: ReleaseFolders, _ archive: ReleaseArchive) {
    tree = ReleaseTree(folders)
    mark = archive.mark
  }
}

extension ReleaseSource {
  fileprivate var words: String {
    switch self {
    case .folder: "what the folders hold"
    case .kept(let identifier): "the last one, \(identifier.prefix(12)),"
    }
  }
}
