import Benchmarking

/// How fast a SIP message is read and written (RFC 3261 §7), beside what the machine needs to look at its octets.
///
///     sip-syntax                   measures and prints a table
///     sip-syntax WORK REPETITIONS  only does the work: for a profiler or an allocation counter
@main
struct SIPSyntaxBenchmark {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.isEmpty { return measure() }
    guard arguments.count == 2, let work = arguments.first.flatMap({ Work(rawValue: $0) }),
      let repetitions = arguments.last.flatMap({ Int($0) }), repetitions >= 0
    else {
      print("usage: sip-syntax [\(Work.allCases.map(\.rawValue).joined(separator: "|")) REPETITIONS]")
      return
    }
    work.run(repetitions)
  }

  private static func measure() {
    let size = InviteOfATrunk.octets.count
    print("one INVITE of \(size) octets; processor time of one thread, best and median of nine rounds")
    print(Measurement.heading)
    let floor = Measurement("floor: count the CRLF", repetitions: 100_000) { Work.floor.run($0) }
    print(floor.row(floor: floor))
    let others: [(String, Work)] = [
      ("copy", .copy), ("parse", .parse), ("serialize", .serialize), ("parse and serialize", .both),
    ]
    for (name, work) in others {
      print(Measurement(name, repetitions: 20_000) { work.run($0) }.row(floor: floor))
    }
  }
}
