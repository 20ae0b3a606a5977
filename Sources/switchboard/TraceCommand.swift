import ArgumentParser
import FlowLibrary
import Foundation
import Redaction
import SIPTrace
import Simulation

struct TraceCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "The SIP messages of live and past calls, as ladders.",
    discussion: """
      Without a call it lists what there is, newest first. A call is named by its identifier (switchboard calls shows \
      it), by a Call-ID, or by a number, which means the last call from or to it. It works whether the service runs or \
      not: recent messages are kept in trace.ring in the data folder, as many as trace.size has room for. SRTP keys, \
      keys that callers press and proofs of passwords are not in it.
      """)

  @Argument(help: "One call: its identifier, a Call-ID, or a number.")
  var call: String?

  @Option(help: "At most so many in the list.")
  var last = 20

  @Flag(help: "Show messages as they come, until Ctrl-C; with a call, those of that call.")
  var follow = false

  @Flag(help: "The messages themselves instead of the ladder.")
  var raw = false

  @Flag(help: "As JSON, for programs; with --follow one object a line.")
  var json = false

  @OptionGroup var options: ConfigurationOption

  func validate() throws {
    guard last > 0 else { throw ValidationError("--last counts from 1.") }
    guard !raw || call != nil || follow else { throw ValidationError("--raw shows the messages of one call: name it.") }
    guard !(raw && json) else { throw ValidationError("--json has the messages anyway: leave --raw out.") }
  }

  func run() async throws {
    let file = RingFile(path: "\(try options.load().data)/\(TraceRing.fileName)")
    if follow { return try await TraceFollower(file: file, call: call, raw: raw, json: json).run() }
    let calls = TraceBook(try file.ring().entries()).calls
    guard let call else { return try list(calls) }
    let found = calls.filter { $0.matches(call) }
    guard let newest = found.first else { throw notFound(call, among: calls) }
    try show(newest)
    if found.count > 1 {
      let older = found.dropFirst().prefix(3).map(\.name).joined(separator: ", ")
      Terminal.complain("\(found.count - 1) older with \(call.printable): \(older)\(found.count > 4 ? ", …" : "")")
    }
  }

  private func list(_ calls: [TracedCall]) throws {
    if json { return try printJSON(calls.prefix(last).map { TraceCallEntry($0, withMessages: false) }) }
    if calls.isEmpty { return print("No messages yet.") }
    for call in calls.prefix(last) { print(TraceCallEntry(call, withMessages: false).line) }
  }

  private func show(_ call: TracedCall) throws {
    if json { return try printJSON(TraceCallEntry(call, withMessages: true)) }
    print(TraceCallEntry(call, withMessages: false).line + "\n")
    if raw {
      for step in call.steps { print(TraceText.whole(step)) }
    } else {
      print(Ladder(call, width: TerminalWidth.columns))
    }
  }

  private func notFound(_ call: String, among calls: [TracedCall]) -> ExitCode {
    let reach = calls.last.map { ", which reaches back to \($0.began.iso8601)" } ?? ""
    return Failure.report(
      "there is no message of \(call.printable) in the trace\(reach); switchboard trace lists what there is")
  }
}
