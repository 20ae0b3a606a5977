import Benchmarking
import SIPEngine
import SIPSyntax

/// What a call costs the endpoint alone, without sockets and media: INVITE–100–200–ACK–BYE–200, at a rate at which the
/// transactions of half a minute lie in the tables.
///
///     sip-endpoint          measures and prints a table
///     sip-endpoint CALLS    only does the work: for a profiler
@main
struct SIPEndpointBenchmark {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard let text = arguments.first else { return measure(calls: 20_000) }
    guard let calls = Int(text), calls > 0 else { return print("usage: sip-endpoint [CALLS]") }
    let rehearsal = Rehearsal(calls: calls)
    run(rehearsal)
  }

  private static func measure(calls: Int) {
    let rehearsal = Rehearsal(calls: calls)
    print("\(calls) calls, \(Rehearsal.rate) a second; processor time of one thread, best and median of nine rounds")
    print(Measurement.heading)
    let floor = Measurement("floor: read the requests", repetitions: calls) { repetitions in
      for octets in rehearsal.octetsReceived.prefix(repetitions * 3) { _ = try? SIPMessage.parse(datagram: octets) }
    }
    print(floor.row(floor: floor))
    let call = Measurement("a whole call", repetitions: calls) { repetitions in
      guard repetitions == calls else { return }
      run(rehearsal)
    }
    print(call.row(floor: floor))
  }

  /// The calls once more, and everything that their transactions still wait for.
  private static func run(_ rehearsal: Rehearsal) {
    var endpoint = Rehearsal.endpoint()
    for step in rehearsal.steps { _ = endpoint.handle(step.input, at: step.moment) }
    while let due = endpoint.nextDeadline { _ = endpoint.handle(.deadlineReached, at: due) }
    if endpoint.liveTransactions > 0 || endpoint.sessionsInAll > 0 { fatalError("calls have left something behind") }
  }
}
