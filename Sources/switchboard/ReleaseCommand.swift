import ArgumentParser
import CallFlows
import Exchange
import FlowLibrary
import Timekeeping

struct ReleaseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "release",
    abstract: "The last releases of flows and prompts: what they change, and the way back.",
    discussion: """
      A release is named by the beginning of its hash; current is the one in place, disk what the folders hold now. \
      Works whether the service runs or not; a running one follows within seconds.
      """,
    subcommands: [List.self, Show.self, Diff.self, Back.self], defaultSubcommand: List.self)
}

extension ReleaseCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "The releases that are kept, the last published first; * is the one in place.")

    @Flag(help: "As JSON, for programs.")
    var json = false

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let shelf = ReleaseShelfView(try options.load())
      let entries = shelf.kept.map { ReleaseEntry($0, place: shelf.place) }
      if json { return try printJSON(entries) }
      if entries.isEmpty { return print("No release has been in place yet; switchboard serve puts the first there.") }
      for entry in entries { print(entry.line) }
      if let note = shelf.folderNote() { print(note) }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "What one release holds; without a hash, the one in place.")

    @Argument(help: "The beginning of its hash, current or disk.")
    var release = ReleaseShelfView.inPlace

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let shelf = ReleaseShelfView(try options.load())
      let service = try shelf.load(release)
      if release != ReleaseShelfView.disk { print(ReleaseEntry(try shelf.release(release), place: shelf.place).line) }
      print(ReleaseText.lines(service).joined(separator: "\n"))
      let folders =
        release == ReleaseShelfView.disk
        ? shelf.folders : shelf.archive.folders(of: try shelf.release(release).identifier)
      print("files   \(folders.flows)\n        \(folders.prompts)")
    }
  }

  struct Diff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "diff", abstract: "What callers and agents would notice.",
      discussion: """
        Without a hash: what the folders would change in the release in place. With one: what has changed from it to the \
        release in place. With two: from the first to the second.
        """)

    @Argument(help: "The beginning of a hash, current or disk.")
    var releases: [String] = []

    @Flag(help: "As JSON, for programs.")
    var json = false

    @OptionGroup var options: ConfigurationOption

    func validate() throws {
      guard releases.count <= 2 else { throw ValidationError("Two releases are compared, not more.") }
    }

    func run() async throws {
      let shelf = ReleaseShelfView(try options.load())
      let from = releases.first ?? ReleaseShelfView.inPlace
      let to = releases.dropFirst().first ?? (releases.isEmpty ? ReleaseShelfView.disk : ReleaseShelfView.inPlace)
      let differences = ReleaseComparison.differences(
        from: try shelf.load(from).outline, to: try shelf.load(to).outline)
      if json { return try printJSON(differences.map(ReleaseText.Difference.init)) }
      print(differences.isEmpty ? "Callers notice nothing." : ReleaseText.text(differences))
    }
  }

  struct Back: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "back",
      abstract: "Put an older release in place again; without a hash, the one before.",
      discussion: """
        It holds over a restart, until a file in the folders changes: then what the folders hold is in place again, if it \
        checks. The folders themselves are left as they are.
        """)

    @Argument(help: "The beginning of its hash.")
    var release: String?

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let shelf = ReleaseShelfView(try options.load())
      let target = try release.map(shelf.release) ?? shelf.before()
      let service = try shelf.load(target.identifier)
      guard service.release.identifier == target.identifier else {
        throw Failure.report("the kept files of release \(target.short) have been changed; go back to another one")
      }
      let place = ReleasePlace(
        release: target.identifier, folder: ReleaseContents(shelf.folders).digest, origin: .back,
        at: SystemClocks().reading.wall)
      do {
        try shelf.archive.put(place)
      } catch {
        throw Failure.report("\(error)")
      }
      print("Release \(target.short) is in place from the next call on; a running service follows within seconds.")
      if let note = ReleaseShelfView(shelf.configuration).folderNote() { print(note) }
    }
  }
}
