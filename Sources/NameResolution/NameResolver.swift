internal import CCares
internal import Glibc
package import SIPEngine
internal import Synchronization
package import Timekeeping

/// Finds the servers of SIP URIs on a thread of its own (RFC 3263).
///
/// The library's sockets come and go with every question, so they are watched with `poll` by a thread that does nothing
/// else: the SIP loop neither waits for a name server nor learns of its sockets. A slow name server costs nobody but
/// whoever asked for the name.
package final class NameResolver: ServerLocator {
  typealias Answer = @Sendable (LocatedServers) -> Void

  /// What other threads leave for the resolver's own.
  final class Inbox: Sendable {
    struct Letters: Sendable {
      var queries: [(query: ServerQuery, answer: Answer)] = []
      var isStopping = false
    }

    let letters = Mutex(Letters())
  }

  /// Lookups that may wait at once: a configuration has far fewer trunks. Beyond, the answer is "none".
  static let capacity = 1024

  private let inbox = Inbox()
  private let bell: ResolverBell
  private let thread: pthread_t

  /// - Parameters:
  ///   - servers: `address:port` with commas between; nil: those of /etc/resolv.conf.
  ///   - speaking: the transports that this house can open.
  ///   - seed: for the choice among servers of the same priority.
  package init(
    servers: String? = nil, speaking: Set<SIPFlow.Transport>, families: ServerLocation.Families,
    clock: any MomentClock, seed: UInt64
  ) throws(NameResolutionError) {
    let status = ares_library_init(ARES_LIB_INIT_ALL)
    guard status == ARES_SUCCESS else { throw .library("status \(status)") }
    let bell = try ResolverBell()
    let work = ResolverWork(
      channel: try NameServerChannel(servers: servers), servers: servers, inbox: inbox, bell: bell, clock: clock,
      lookups: Lookups(speaking: speaking, families: families, seed: seed))
    self.bell = bell
    let handedOver = Unmanaged.passRetained(work)
    var born = pthread_t()
    let result = pthread_create(
      &born, nil,
      { argument in
        guard let argument else { return nil }
        Unmanaged<ResolverWork>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, handedOver.toOpaque())
    guard result == 0 else {
      handedOver.release()
      throw .kernel("start a thread", errno: result)
    }
    thread = born
  }

  package func locate(_ query: ServerQuery, _ answer: @escaping @Sendable (LocatedServers) -> Void) {
    let isTaken = inbox.letters.withLock { letters in
      guard !letters.isStopping, letters.queries.count < Self.capacity else { return false }
      letters.queries.append((query, answer))
      return true
    }
    guard isTaken else { return answer(LocatedServers(targets: [], timeToLive: Lookups.retry)) }
    bell.ring()
  }

  /// Ends the thread and waits for it. Lookups that are under way are answered with "none".
  package func stop() {
    inbox.letters.withLock { $0.isStopping = true }
    bell.ring()
    pthread_join(thread, nil)
  }
}

/// Wakes the resolver's thread: a pipe, of which it watches one end.
final class ResolverBell: Sendable {
  let readable: CInt
  private let writable: CInt

  init() throws(NameResolutionError) {
    var ends: [CInt] = [-1, -1]
    guard pipe(&ends) == 0 else { throw .kernel("open a pipe", errno: errno) }
    (readable, writable) = (ends[0], ends[1])
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
  }

  deinit {
    close(readable)
    close(writable)
  }

  /// A full pipe is as good as one more octet: the thread will wake.
  func ring() {
    var octet: UInt8 = 1
    _ = write(writable, &octet, 1)
  }

  func hush() {
    var octets = [UInt8](repeating: 0, count: 256)
    while read(readable, &octets, octets.count) > 0 {}
  }
}
