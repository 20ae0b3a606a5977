import ArgumentParser
import CallControl
import CallQueues
import CallStore
import Exchange
import FlowLibrary
import Foundation
import Timekeeping

struct RecordingsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recordings",
    abstract: "Messages that callers left, and recorded conversations, newest first.",
    discussion: """
      switchboard recordings [ID] shows them, with their files; recordings heard ID puts a message's lamp out; \
      recordings delete ID deletes the file. Works whether the service runs or not; the lamps follow within seconds.
      """,
    subcommands: [List.self, Heard.self, Delete.self], defaultSubcommand: List.self)
}

extension RecordingsCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The last recordings, or one.")

    @Argument(help: "One recording's identifier, as the list shows it.")
    var id: String?

    @Option(help: "Only these: voicemail, conversation or complaint.")
    var kind: RecordingKind?

    @Option(help: "Only those of this queue.")
    var queue: String?

    @Flag(help: "Only what nobody has heard yet.")
    var unheard = false

    @Option(help: "At most so many.")
    var limit = 20

    @Flag(help: "As JSON, for programs.")
    var json = false

    @OptionGroup var options: ConfigurationOption

    func validate() throws {
      guard limit > 0 else { throw ValidationError("--limit counts from 1.") }
    }

    func run() async throws {
      let configuration = try options.load()
      let folder = RecordingFolder(data: configuration.data)
      if let id {
        let entry = RecordingEntry(try await recording(id, configuration), in: folder)
        if json { return try printJSON(entry) }
        return print(entry.lines)
      }
      let filter = RecordingFilter(limit: limit, kind: kind, queue: queue.map { QueueID($0) }, isUnheard: unheard)
      let entries = try await withStore(configuration) { try await $0.recordings(filter) }
        .map { RecordingEntry($0, in: folder) }
      if json { return try printJSON(entries) }
      if entries.isEmpty { return print("No recordings.") }
      for entry in entries { print(entry.lines) }
    }
  }

  struct Heard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "heard", abstract: "Note that somebody has heard a recording.")

    @Argument(help: "The recording's identifier.")
    var id: String

    @Option(help: "Who heard it; without it, whoever runs the command.")
    var by: String?

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let configuration = try options.load()
      let who = by ?? ProcessInfo.processInfo.userName
      try await withStore(configuration) { store in
        try await store.noteHeard(RecordingName(id), by: who, at: SystemClocks().reading.wall)
      }
      print("Recording \(id) is heard.")
    }
  }

  struct Delete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "delete", abstract: "Delete a recording's file; that there was one stays in the call's record.")

    @Argument(help: "The recording's identifier.")
    var id: String

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let configuration = try options.load()
      let folder = RecordingFolder(data: configuration.data)
      let recording = try await recording(id, configuration)
      guard recording.duration != nil else {
        throw Failure.report("the recording \(id) still goes on; end the call first")
      }
      try await withStore(configuration) { store in
        // The file first: what stands as deleted is deleted.
        try folder.remove(recording.file)
        try await store.noteDeleted(recording.name, at: SystemClocks().reading.wall)
      }
      print("Recording \(id) is deleted.")
    }
  }
}

/// The recording of that name, or a sentence.
private func recording(_ id: String, _ configuration: FlowLibrary.Configuration) async throws -> StoredRecording {
  guard let found = try await withStore(configuration, { try await $0.recording(RecordingName(id)) }) else {
    throw Failure.report("there is no recording \(id); switchboard recordings lists the last ones")
  }
  return found
}

extension RecordingKind: ExpressibleByArgument {}
