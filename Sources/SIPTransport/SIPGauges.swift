package import SIPEngine
internal import Synchronization

/// What the SIP service is doing and has done since it started.
package struct SIPGauges: Equatable, Sendable {
  package var sessions = 0
  /// With those that are over for their owner but still wait for the last messages of the network.
  package var sessionsInAll = 0
  package var transactions = 0
  /// Of new calls, the share that is let in, 0 to 1: less than one while the machine does not keep up.
  package var admittedShare = 1.0
  package var datagramsReceived = 0
  package var datagramsSent = 0
  /// Datagrams that the operating system did not take.
  package var sendFailures = 0
  package var counts: [SIPCounter: Int] = [:]
  package var connections = ConnectionGauges()
  /// In the order of the configuration.
  package var trunks: [TrunkState] = []

  package init() {}

  package subscript(counter: SIPCounter) -> Int { counts[counter] ?? 0 }
}

/// Where the loop writes its figures and any thread reads them; nobody waits for anybody.
final class GaugeBoard: Sendable {
  let sessions = Atomic(0)
  let sessionsInAll = Atomic(0)
  let transactions = Atomic(0)
  let admittedPerThousand = Atomic(1_000)
  let datagramsReceived = Atomic(0)
  let datagramsSent = Atomic(0)
  let sendFailures = Atomic(0)
  let connections = ConnectionBoard()
  let trunks = Mutex<[TrunkState]>([])
  private let malformed = Atomic(0)
  private let keepAlive = Atomic(0)
  private let refused = Atomic(0)
  private let challenged = Atomic(0)
  private let overloaded = Atomic(0)
  private let retransmissionReceived = Atomic(0)
  private let retransmissionSent = Atomic(0)
  private let stray = Atomic(0)
  private let unwritable = Atomic(0)
  private let rateLimited = Atomic(0)
  private let lockedOut = Atomic(0)
  private let ignored = Atomic(0)

  func count(_ counter: SIPCounter) {
    switch counter {
    case .malformed: malformed.add(1, ordering: .relaxed)
    case .keepAlive: keepAlive.add(1, ordering: .relaxed)
    case .refused: refused.add(1, ordering: .relaxed)
    case .challenged: challenged.add(1, ordering: .relaxed)
    case .overloaded: overloaded.add(1, ordering: .relaxed)
    case .retransmissionReceived: retransmissionReceived.add(1, ordering: .relaxed)
    case .retransmissionSent: retransmissionSent.add(1, ordering: .relaxed)
    case .stray: stray.add(1, ordering: .relaxed)
    case .unwritable: unwritable.add(1, ordering: .relaxed)
    case .rateLimited: rateLimited.add(1, ordering: .relaxed)
    case .lockedOut: lockedOut.add(1, ordering: .relaxed)
    case .ignored: ignored.add(1, ordering: .relaxed)
    }
  }

  private func reading(_ counter: SIPCounter) -> Int {
    switch counter {
    case .malformed: malformed.load(ordering: .relaxed)
    case .keepAlive: keepAlive.load(ordering: .relaxed)
    case .refused: refused.load(ordering: .relaxed)
    case .challenged: challenged.load(ordering: .relaxed)
    case .overloaded: overloaded.load(ordering: .relaxed)
    case .retransmissionReceived: retransmissionReceived.load(ordering: .relaxed)
    case .retransmissionSent: retransmissionSent.load(ordering: .relaxed)
    case .stray: stray.load(ordering: .relaxed)
    case .unwritable: unwritable.load(ordering: .relaxed)
    case .rateLimited: rateLimited.load(ordering: .relaxed)
    case .lockedOut: lockedOut.load(ordering: .relaxed)
    case .ignored: ignored.load(ordering: .relaxed)
    }
  }

  /// A reading; figures read one after another, so they may be a datagram apart.
  var gauges: SIPGauges {
    var gauges = SIPGauges()
    gauges.sessions = sessions.load(ordering: .relaxed)
    gauges.sessionsInAll = sessionsInAll.load(ordering: .relaxed)
    gauges.transactions = transactions.load(ordering: .relaxed)
    gauges.admittedShare = Double(admittedPerThousand.load(ordering: .relaxed)) / 1_000
    gauges.datagramsReceived = datagramsReceived.load(ordering: .relaxed)
    gauges.datagramsSent = datagramsSent.load(ordering: .relaxed)
    gauges.sendFailures = sendFailures.load(ordering: .relaxed)
    gauges.connections = connections.gauges
    gauges.trunks = trunks.withLock { $0 }
    for counter in SIPCounter.allCases { gauges.counts[counter] = reading(counter) }
    return gauges
  }
}
