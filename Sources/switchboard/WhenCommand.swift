import ArgumentParser
import CallFlows
import FlowLibrary
import Foundation
import Simulation

struct WhenCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "when",
    abstract: "What a caller who presses nothing would hear at some time, and where the call would end.",
    discussion: """
      switchboard when 100 2026-12-24 15:00      one call, by the flow's own time zone
      switchboard when --calendar 60d            days to come that are not as usual, of every number
      Every queue has a free agent. The calendar is found by calling on the bench every half hour, not by reading files.
      """)

  @OptionGroup var options: ConfigurationOption

  @Argument(help: "A number that starts a flow, then a day and a time: 100 2026-12-24 15:00, or 100 now.")
  var words: [String] = []

  @Option(name: .customLong("from"), help: "The number that calls.")
  var caller = "anonymous"

  @Option(help: ArgumentHelp("Which of so many days to come are not as usual: 60d, at most 400d.", valueName: "days"))
  var calendar: String?

  func validate() throws {
    if calendar == nil, words.count < 2 { throw ValidationError("Give a number and a time, or --calendar 60d.") }
    if calendar != nil, words.count > 1 { throw ValidationError("The calendar begins today: give no time.") }
    if calendar != nil, days == nil { throw ValidationError("--calendar takes days, from 1d to 400d.") }
  }

  private var days: Int? {
    guard let time = calendar.flatMap({ ScalarText.duration($0) }), time.components.seconds % 86_400 == 0 else {
      return nil
    }
    let days = Int(time.components.seconds / 86_400)
    return (1...400).contains(days) ? days : nil
  }

  func run() async throws {
    let loaded = try options.loadService()
    var service = loaded.service
    service.release.overrides = try await scheduleOverrides(loaded.configuration)
    if let days {
      let flows =
        try words.first.map { [try service.flow(named: $0)] }
        ?? service.release.flows.values.filter { !$0.numbers.isEmpty }.sorted { $0.name < $1.name }
      for flow in flows { try tellCalendar(of: flow, days, service) }
    } else {
      try tellCall(service)
    }
  }

  private func tellCall(_ service: LoadedService) throws {
    let flow = try service.flow(named: words.first)
    let moment = try service.time(words.dropFirst().joined(separator: " "), for: flow.name)
    let call = TrialCall(flow: flow.name, from: caller, to: words[0], at: moment.time)
    Terminal.write("\(flow.name), \(moment)")
    for schedule in service.release.schedules.values.sorted(by: { $0.name < $1.name }) {
      guard let override = service.release.overrides[schedule.name], override.holds(at: moment.time),
        let standing = ScheduleStanding(schedule, at: moment.time, under: override)
      else { continue }
      Terminal.write("The schedule \(standing.line).")
    }
    for line in SilentCall(call, on: TrialBench(service)).story { Terminal.write(line) }
  }

  private func tellCalendar(of flow: Flow, _ days: Int, _ service: LoadedService) throws {
    // Neither words nor lengths matter here, and looking them up takes the longest.
    let bench = TrialBench(
      release: service.release, queues: service.queues, voice: TrialVoice(words: { _ in nil }))
    let zone = service.timeZone(of: flow.name)
    let number = flow.numbers.first ?? flow.name.text
    let days = FlowCalendar(timeZone: zone) { time in
      SilentCall(TrialCall(flow: flow.name, from: caller, to: number, at: time), on: bench).course
    }
    guard var days else { throw Failure.report("there is no time zone \(zone); mend the flow's schedule") }
    let now = try service.time(nil, for: flow.name).time
    let lines = days.changes(from: now, days: self.days ?? 0)
    Terminal.write("\(flow.name), \(zone):" + (lines.isEmpty ? " every day is as usual" : ""))
    for line in lines { Terminal.write("  " + line) }
  }
}
