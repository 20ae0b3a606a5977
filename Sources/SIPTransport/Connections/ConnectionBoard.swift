package import SIPEngine
internal import Synchronization

/// Things worth counting about connections.
package enum ConnectionCounter: Sendable, Hashable {
  /// Why a connection is no more.
  package enum End: String, Sendable, Hashable, CaseIterable {
    /// The peer closed it, or the network did.
    case lost
    /// A message, TLS or an upgrade was not finished in time, or the peer did not answer.
    case late
    /// The peer did not read.
    case slow
    /// Nobody needed it.
    case idle
  }

  /// Opened by a peer.
  case accepted
  /// Opened by us.
  case opened
  /// Turned away: there are too many.
  case refused
  /// It could not be opened, or TLS failed.
  case failed
  /// What came could not be cut into messages.
  case broken
  /// A keep-alive (RFC 5626 §3.5.1, RFC 6455 §5.5.2).
  case ping
  case messageReceived
  case messageSent
  case closed(End)
}

/// The figures of the connections.
package struct ConnectionGauges: Equatable, Sendable {
  /// Open now, by transport.
  package var open: [SIPFlow.Transport: Int] = [:]
  package var counts: [ConnectionCounter: Int] = [:]

  package init() {}

  package subscript(counter: ConnectionCounter) -> Int { counts[counter] ?? 0 }
}

/// Where the loop counts and any thread reads; the lock is held for one addition.
final class ConnectionBoard: Sendable {
  private let figures = Mutex(ConnectionGauges())

  func count(_ counter: ConnectionCounter, by number: Int = 1) {
    figures.withLock { $0.counts[counter, default: 0] += number }
  }

  func noteOpen(_ transport: SIPFlow.Transport, by number: Int) {
    figures.withLock { $0.open[transport, default: 0] += number }
  }

  var gauges: ConnectionGauges { figures.withLock { $0 } }
}
