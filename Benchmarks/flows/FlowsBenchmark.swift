import Benchmarking
import CallFlows
import FlowLibrary
import Foundation

/// How fast flows are stepped through, beside looking up the names of their steps, and how the time to check one grows with
/// its steps.
///
///     flows               measures and prints two tables
///     flows KIND PRESSES  only steps: for a profiler
@main
struct FlowsBenchmark {
  static func main() throws {
    let arguments = CommandLine.arguments.dropFirst()
    if arguments.isEmpty {
      measureSteps()
      return try measureChecks()
    }
    guard arguments.count == 2, let kind = arguments.first.flatMap(Walk.Kind.init(rawValue:)),
      let presses = arguments.last.flatMap({ Int($0) }), presses >= 0
    else {
      print("usage: flows [\(Walk.Kind.allCases.map(\.rawValue).joined(separator: "|")) PRESSES]")
      return
    }
    var walk = Walk(kind)
    for _ in 0..<presses { walk.press() }
  }

  private static func measureSteps() {
    print("one step of a flow; \(Walk.steps) behind each key, with all that the record gets of them")
    print(Measurement.heading)
    let names = DictionaryWalk()
    let floor = Measurement("floor: look its name up", repetitions: 1_000_000) { repetitions in
      for _ in 0..<repetitions / Walk.steps + 1 { names.press() }
    }
    print(floor.row(floor: floor))
    for kind in Walk.Kind.allCases {
      let measurement = Measurement(kind.rawValue, repetitions: 100_000) { repetitions in
        var walk = Walk(kind)
        for _ in 0..<repetitions / Walk.steps + 1 { walk.press() }
      }
      print(measurement.row(floor: floor))
    }
  }

  private static func measureChecks() throws {
    print("\nchecking a flow: processor time of the best of three, and how many times that of a tenth of the steps")
    let heads = ["steps", "read and check, ms", "µs a step", "growth", "check alone, ms", "µs a step", "growth"]
    print(heads.map { $0.padded(to: 20, atEnd: false) }.joined())
    var before: (whole: Double, check: Double)?
    for steps in [10, 100, 1_000, 10_000] {
      let flow = try WrittenFlow(steps: steps)
      defer { flow.remove() }
      let folders = (flow.folder.appending(path: "CallFlows").path, flow.folder.appending(path: "Prompts").path)
      var service: LoadedService?
      let whole = best { service = ServiceFiles.load(flows: folders.0, prompts: folders.1, environment: [:]).service }
      guard let service, service.release.flows["long"]?.steps.count == steps else {
        fatalError("the flow of \(steps) steps does not check")
      }
      let names = Set(service.prompts.names(in: "en"))
      var found = 0
      let check = best {
        found = FlowChecker.check(release: service.release, queues: service.queueRules, prompts: ["en": names]).count
      }
      guard found < steps else { fatalError("the flow has \(found) mistakes") }
      let cells = [
        String(steps), fixed(whole * 1_000, places: 2), fixed(whole / Double(steps) * 1_000_000, places: 1),
        before.map { fixed(whole / $0.whole, places: 1) } ?? "", fixed(check * 1_000, places: 2),
        fixed(check / Double(steps) * 1_000_000, places: 1), before.map { fixed(check / $0.check, places: 1) } ?? "",
      ]
      print(cells.map { $0.padded(to: 20, atEnd: false) }.joined())
      before = (whole, check)
    }
  }

  private static func best(_ work: () -> Void) -> Double {
    (0..<3).map { _ in
      let start = ProcessorTime.now()
      work()
      return ProcessorTime.now() - start
    }.min() ?? 0
  }
}
