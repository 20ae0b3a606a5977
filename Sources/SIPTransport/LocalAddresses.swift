internal import Glibc
internal import SIPEngine
internal import Synchronization
internal import Timekeeping

/// Which of the machine's addresses the operating system would use toward a peer.
///
/// It asks the routing table by connecting a UDP socket, which sends nothing, and remembers the answer for a while.
final class LocalAddresses: Sendable {
  private struct Answer {
    var host: String?
    var until: Moment
  }

  /// Peers remembered at once; beyond, all are forgotten and asked again.
  static let capacity = 256
  /// A machine may move to another network.
  static let lifetime = Duration.seconds(30)

  private let clock: any MomentClock
  private let answers = Mutex<[String: Answer]>([:])

  init(clock: any MomentClock) {
    self.clock = clock
  }

  /// The address; nil when the peer is no IP literal or no route leads there.
  func host(toward remote: String) -> String? {
    let now = clock.now
    return answers.withLock { answers in
      if let known = answers[remote], known.until > now { return known.host }
      if answers.count >= Self.capacity { answers.removeAll() }
      let answer = Answer(host: Self.ask(toward: remote), until: now + Self.lifetime)
      answers[remote] = answer
      return answer.host
    }
  }

  private static func ask(toward remote: String) -> String? {
    // The discard port; nothing is sent to it.
    guard var name = SocketName(TransportAddress(host: remote, port: 9)) else { return nil }
    let descriptor = socket(name.family, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return nil }
    defer { Glibc.close(descriptor) }
    guard name.withPointer({ connect(descriptor, $0, $1) }) == 0 else { return nil }
    return SocketName(reading: { getsockname(descriptor, $0, $1) })?.address?.host
  }
}
