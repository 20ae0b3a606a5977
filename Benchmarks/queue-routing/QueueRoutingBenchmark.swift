import Benchmarking
import CallQueues
import Redaction
import Timekeeping

/// What it costs to decide who is offered to whom, and how that grows with the floor.
///
///     queue-routing              measures three floors, each ten times the one before, and prints a table
///     queue-routing DECISIONS    only decides, on the largest: for a profiler
@main
struct QueueRoutingBenchmark {
  private static let floors = [
    FloorSize(agents: 100, queues: 5, waiting: 50), FloorSize(agents: 1_000, queues: 50, waiting: 500),
    FloorSize(agents: 10_000, queues: 50, waiting: 5_000),
  ]

  static func main() {
    if let text = CommandLine.arguments.dropFirst().first {
      guard let decisions = Int(text), decisions > 0 else { return print("usage: queue-routing [DECISIONS]") }
      var shift = BusyShift(floors[2])
      shift.decide(decisions)
      return
    }
    print(
      "a conversation ends, its agent is offered the next caller and answers, a new caller comes; three inputs each")
    print(Measurement.heading)
    let floor = Measurement("floor: three look-ups by name", repetitions: 20_000, NameLookup().look)
    print(floor.row(floor: floor))
    for size in floors {
      var shift = BusyShift(size)
      let name = "\(grouped(Double(size.agents))) agents, \(grouped(Double(size.waiting))) waiting"
      print(Measurement(name, repetitions: 20_000) { shift.decide($0) }.row(floor: floor))
    }
  }
}

struct FloorSize {
  var agents: Int
  var queues: Int
  var waiting: Int
}

/// A floor on which everybody talks and somebody always waits.
struct BusyShift {
  private var machine: QueueMachine
  private var now = ClockReading(moment: .zero, wall: WallTime(sinceEpoch: .seconds(1_800_000_000)))
  private var talking: [TicketID] = []
  private var turn = 0
  private var entries = 0
  private let size: FloorSize

  private static let languages = ["en", "es", "pl"]

  init(_ size: FloorSize) {
    self.size = size
    machine = QueueMachine(
      queues: (0..<size.queues).map {
        QueueSettings(id: QueueID("q\($0)"), ring: .seconds(20), wrapUp: .zero, nobody: .wait)
      })
    _ = machine.handle(.agents((0..<size.agents).map { Self.agent($0, of: size) }), at: now)
    for number in 0..<size.agents { advance(.signedIn(AgentID("a\(number)"))) }
    for _ in 0..<size.agents + size.waiting { enter() }
  }

  /// Three queues and one or two languages each.
  private static func agent(_ number: Int, of size: FloorSize) -> Agent {
    let queues = [number, number * 7 + 1, number * 13 + 2].map { QueueID("q\($0 % size.queues)") }
    return Agent(
      id: AgentID("a\(number)"), name: "Agent \(number)", phone: Redacted("\(number)"),
      queues: Array(Set(queues)).sorted(), languages: number % 3 == 0 ? ["en", "es"] : ["en"])
  }

  mutating func decide(_ decisions: Int) {
    for _ in 0..<decisions {
      turn = (turn + 7_919) % talking.count
      let over = talking[turn]
      talking.swapAt(turn, talking.count - 1)
      talking.removeLast()
      advance(.conversationEnded(over))
      enter()
    }
  }

  private mutating func enter() {
    entries += 1
    advance(
      .enter(
        TicketRequest(
          ticket: TicketID("t\(entries)"), queue: QueueID("q\(entries % size.queues)"),
          needs: ["language": entries % 10 == 0 ? "es" : "en"])))
  }

  /// Every agent who is asked answers at once; on the floor's clock there are 50,000 decisions a second.
  private mutating func advance(_ input: QueueInput) {
    now = now.advanced(by: .microseconds(10))
    for effect in machine.handle(input, at: now) {
      guard case .offer(let offer) = effect else { continue }
      _ = machine.handle(.offerAccepted(offer.ticket, offer.id), at: now)
      talking.append(offer.ticket)
    }
  }
}

/// What every router must do at least: find a queue, a ticket and an agent by their names.
final class NameLookup {
  private let names: [String]
  private var table: [String: Int]

  init() {
    let names = (0..<10_000).map { "a\($0)" }
    self.names = names
    table = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
  }

  func look(_ repetitions: Int) {
    for turn in 0..<repetitions * 3 { table[names[turn * 7 % names.count], default: 0] += 1 }
  }
}
