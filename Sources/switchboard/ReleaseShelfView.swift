import CallFlows
import FlowLibrary

/// The releases as the command line finds them: those that are kept, the one in place, and what the folders hold.
struct ReleaseShelfView {
  let configuration: FlowLibrary.Configuration
  let archive: ReleaseArchive
  let kept: [KeptRelease]
  let place: ReleasePlace?

  /// What the folders on the disk are called among the releases.
  static let disk = "disk"
  static let inPlace = "current"

  init(_ configuration: FlowLibrary.Configuration) {
    self.configuration = configuration
    archive = ReleaseArchive(data: configuration.data)
    kept = archive.releases()
    place = archive.place
  }

  var folders: ReleaseFolders { ReleaseFolders(flows: configuration.flows, prompts: configuration.prompts) }

  /// A release by the beginning of its hash.
  func release(_ name: String) throws -> KeptRelease {
    if name == Self.inPlace { return try current() }
    let found = kept.filter { $0.identifier.hasPrefix(name.lowercased()) }
    guard let release = found.first, name.utf8.count >= 4 else {
      throw Failure.report("no release \(name) is kept; switchboard release list shows those that are")
    }
    guard found.count == 1 else {
      throw Failure.report("\(found.count) releases begin with \(name); write more of the hash")
    }
    return release
  }

  func current() throws -> KeptRelease {
    guard let place, let release = kept.first(where: { $0.identifier == place.release }) else {
      throw Failure.report("no release has been in place yet; switchboard serve puts the first there")
    }
    return release
  }

  /// The one that was published before the one in place.
  func before() throws -> KeptRelease {
    let current = try current()
    guard let index = kept.firstIndex(where: { $0.identifier == current.identifier }), index + 1 < kept.count else {
      throw Failure.report("no release older than \(current.short) is kept")
    }
    return kept[index + 1]
  }

  /// Reads a release, or what the folders hold.
  func load(_ name: String) throws -> LoadedService {
    guard name != Self.disk else { return try load(folders, "what the folders hold") }
    let release = try release(name)
    return try load(archive.folders(of: release.identifier), "release \(release.short)")
  }

  private func load(_ folders: ReleaseFolders, _ what: String) throws -> LoadedService {
    let result = ServiceFiles.load(flows: folders.flows, prompts: folders.prompts)
    guard let service = result.service else {
      let errors = result.diagnostics.filter { $0.severity == .error }
      throw Failure.report("\(what) does not check:\n" + result.printer.text(errors))
    }
    return service
  }

  /// What an operator must know when the folders hold something else than what is in place; `nil` when they do not.
  func folderNote() -> String? {
    guard let place else { return nil }
    let isAsThen = ReleaseContents(folders).digest == place.folder
    if isAsThen, place.origin == .folder { return nil }
    guard let service = ServiceFiles.load(flows: folders.flows, prompts: folders.prompts).service else {
      return "The folders hold something that does not check, and is not in place; switchboard check tells why."
    }
    let other = service.release.identifier
    if other == place.release { return nil }
    guard isAsThen else { return "The folders have changed; a running service takes what they hold within seconds." }
    return """
      The folders hold something else, release \(other.prefix(12)), which is not in place since somebody went back; what \
      they hold is in place again once a file in them changes and they check. switchboard release diff shows the difference.
      """
  }
}

extension KeptRelease {
  /// As much of the hash as people need.
  var short: String { String(identifier.prefix(12)) }
}
