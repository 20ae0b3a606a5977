import ArgumentParser
import CallFlows
import CallStore
import Exchange
import FlowLibrary
import Timekeeping

struct ScheduleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schedule",
    abstract: "Opening hours: how they stand, and what holds by hand for a while.",
    discussion: """
      switchboard schedule open office until 20:00
      switchboard schedule close office until 2026-12-24 15:00
      switchboard schedule as-written office
      Works whether the service runs or not; a running service notices within a second. It holds for the calls that begin \
      from then on, over a restart, and is over by itself. The schedule's file is left as it is.
      """,
    subcommands: [List.self, Show.self, Open.self, Close.self, AsWritten.self], defaultSubcommand: List.self)
}

extension ScheduleCommand {
  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "How all schedules stand now.")

    @Flag(help: "As JSON, for programs.")
    var json = false

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let view = try ScheduleView(try options.load())
      let overrides = try await scheduleOverrides(view.configuration)
      let standings = try view.schedules.map { try view.standing(of: $0, overrides) }
      if json { return try printJSON(standings.map(ScheduleEntry.init)) }
      if standings.isEmpty { return print("No schedules.") }
      for standing in standings { print(standing.line) }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "How one schedule stands, and its hours on the days to come.")

    @Argument(help: "The schedule's name.")
    var name: String

    @Flag(help: "As JSON, for programs.")
    var json = false

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let view = try ScheduleView(try options.load())
      let schedule = try view.schedule(named: name)
      let standing = try view.standing(of: schedule, try await scheduleOverrides(view.configuration))
      if json { return try printJSON(ScheduleEntry(standing)) }
      print(standing.lines.joined(separator: "\n"))
    }
  }

  struct Open: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "open", abstract: "Have a schedule be open, whatever its file says, until some time.")

    @OptionGroup var words: OverrideWords
    @OptionGroup var options: ConfigurationOption

    func run() async throws { try await words.keep(isOpen: true, try options.load()) }
  }

  struct Close: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "close", abstract: "Have a schedule be closed, whatever its file says, until some time.")

    @OptionGroup var words: OverrideWords
    @OptionGroup var options: ConfigurationOption

    func run() async throws { try await words.keep(isOpen: false, try options.load()) }
  }

  struct AsWritten: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "as-written", abstract: "Have what a schedule's file says hold again.")

    @Argument(help: "The schedule's name.")
    var name: String

    @OptionGroup var options: ConfigurationOption

    func run() async throws {
      let view = try ScheduleView(try options.load())
      let schedule = try view.schedule(named: name)
      let hasChanged = try await withStore(view.configuration) { store in
        try await store.removeOverride(of: schedule.name, at: SystemClocks().reading.wall)
      }
      let standing = try view.standing(of: schedule, [:])
      print(hasChanged ? standing.line : "\(standing.line)\nNothing was said by hand.")
    }
  }
}

/// `office until 20:00`.
struct OverrideWords: ParsableArguments {
  @Argument(help: "A schedule, the word until, and 20:00 (today), 2026-12-24 15:00, or so long from now: 90m.")
  var words: [String]

  func validate() throws {
    guard words.count > 2, words[1] == "until" else {
      throw ValidationError("Say which schedule, and until when: office until 20:00.")
    }
  }

  func keep(isOpen: Bool, _ configuration: FlowLibrary.Configuration) async throws {
    let view = try ScheduleView(configuration)
    let schedule = try view.schedule(named: words[0])
    let now = SystemClocks().reading.wall
    let override: ScheduleOverride
    do throws(OverrideEnd.Mistake) {
      let until = try OverrideEnd.moment(words.dropFirst(2).joined(separator: " "), of: schedule, at: now)
      override = ScheduleOverride(isOpen: isOpen, since: now, until: until)
    } catch {
      throw Failure.report("\(error)", code: Failure.wrongUsage)
    }
    try await withStore(configuration) { try await $0.keep(override, of: schedule.name) }
    print(try view.standing(of: schedule, [schedule.name: override]).line)
  }
}

/// A schedule as the command shows one.
private struct ScheduleEntry: Encodable {
  var schedule: String
  var timeZone: String
  /// open, closed or holiday.
  var state: String
  var asWritten: String
  /// Until when it is so by hand; absent when it is as written.
  var until: String?
  /// Absent when it is open.
  var opens: String?

  init(_ standing: ScheduleStanding) {
    schedule = standing.schedule.name.text
    timeZone = standing.schedule.timeZone
    state = standing.state.rawValue
    asWritten = standing.written.rawValue
    until = standing.override?.until.iso8601
    opens = standing.nextOpening?.iso8601
  }
}
