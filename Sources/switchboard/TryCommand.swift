import ArgumentParser
import CallFlows
import FlowLibrary
import Foundation
import Glibc
import Simulation
import Timekeeping

struct TryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "try",
    abstract: "Go through a flow in the terminal: read what callers hear, type what they press.",
    discussion: """
      Nothing is called and nobody waits: the clock moves when something is said, and when Enter is pressed on an empty \
      line. :help tells what else may be typed. From a pipe it reads a script and writes the transcript.
      """)

  @OptionGroup var options: ConfigurationOption

  @Argument(help: "A flow, or a number that starts one; without it, the first flow that has a number.")
  var flow: String?

  @Option(help: "When the call comes in: \"2026-12-24 15:00\", by the flow's own time zone; without it, now.")
  var at: String?

  @Option(name: .customLong("from"), help: "The number that calls.")
  var caller = "anonymous"

  func run() async throws {
    let (service, _) = try options.loadService()
    let flow = try service.flow(named: flow)
    let call = TrialCall(
      flow: flow.name, from: caller, to: flow.numbers.first ?? flow.name.text,
      at: try service.time(at, for: flow.name).time)
    var dialogue = TrialDialogue(call, on: TrialBench(service)) { ScalarText.duration($0) }
    let isTerminal = isatty(STDIN_FILENO) == 1
    Terminal.write("\(flow.name), \(CivilMoment(call.at, timeZone: service.timeZone(of: flow.name)))")
    show(dialogue.begin())
    while !dialogue.isOver {
      if isTerminal { try? FileHandle.standardOutput.write(contentsOf: Data("> ".utf8)) }
      let line = readLine()
      // The transcript of a script shows what was typed, as a terminal does.
      if !isTerminal, let line { Terminal.write("> \(line)") }
      show(dialogue.take(line ?? ":hang-up"))
    }
  }

  private func show(_ lines: [String]) {
    for line in lines { Terminal.write(line) }
  }
}

extension LoadedService {
  /// A flow by its name or by one of its numbers; without either, the first that has a number.
  func flow(named name: String?) throws -> Flow {
    let flows = release.flows.values.sorted { $0.name < $1.name }
    guard let name else {
      guard let flow = flows.first(where: { !$0.numbers.isEmpty }) ?? flows.first else {
        throw Failure.report("there is no flow; write one into the folder of flows")
      }
      return flow
    }
    if let flow = release.flows[FlowName(name)] ?? release.flow(forNumber: name) { return flow }
    let known = flows.flatMap { [$0.name.text] + $0.numbers }
    let mend = Suggestion.mend(for: name, among: known)
    throw Failure.report(
      "there is no flow and no number \(name); " + (mend.isEmpty ? "there are \(known.joined(separator: ", "))" : mend))
  }

  /// A time as somebody typed it, in the flow's own time zone where it names none; `nil` is now.
  func time(_ text: String?, for flow: FlowName) throws -> CivilMoment {
    let zone = timeZone(of: flow)
    guard let text, text != "now" else {
      return CivilMoment(WallTime(sinceEpoch: .seconds(Int(Date.now.timeIntervalSince1970))), timeZone: zone)
    }
    if let moment = CivilMoment(text, timeZone: zone) { return moment }
    throw Failure.report("\(text) is no time; write \(CivilMoment.form)", code: Failure.wrongUsage)
  }
}
