internal import CCares
internal import Glibc
internal import SIPEngine

/// The machine's name servers, asked without blocking (c-ares). It owns the library's channel.
///
/// Addresses are asked with the hosts file before the name servers, as every program of the machine does. Everything
/// happens within `ask` and `wait`, on the caller's thread.
final class NameServerChannel {
  /// Answers that have come and have not been taken.
  private final class Post {
    var arrived: [(question: DNSQuestion, answer: DNSAnswer)] = []
  }

  /// What a question was, for the callback that brings its answer, be it the one with which the channel ends.
  private final class Slot {
    let question: DNSQuestion
    let post: Post

    init(_ question: DNSQuestion, _ post: Post) {
      self.question = question
      self.post = post
    }
  }

  /// How long a server may take, and how often each is asked; the second time it has twice as long.
  private static let timeout: Int32 = 1000
  private static let tries: Int32 = 2

  private let channel: ares_channel
  private let post = Post()

  /// - Parameter servers: `address:port` with commas between; nil: the system's.
  init(servers: String?) throws(NameResolutionError) {
    var options = ares_options()
    options.flags = ARES_FLAG_NOSEARCH
    options.timeout = Self.timeout
    options.tries = Self.tries
    var made: ares_channel?
    let status = ares_init_options(&made, &options, ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES)
    guard status == ARES_SUCCESS, let made else { throw .library(Self.words(status)) }
    channel = made
    guard let servers else { return }
    let chosen = ares_set_servers_ports_csv(made, servers)
    guard chosen == ARES_SUCCESS else {
      throw .library("`\(servers)` are no name servers (\(Self.words(chosen)))")
    }
  }

  deinit {
    // Every question that is open gets its callback here, and gives its slot back.
    ares_destroy(channel)
  }

  /// Sends a question; its answer comes out of `takeAnswers` sooner or later, perhaps at once.
  func ask(_ question: DNSQuestion) {
    let slot = Unmanaged.passRetained(Slot(question, post)).toOpaque()
    switch question.kind {
    case .a: askForAddresses(question.name, AF_INET, slot)
    case .aaaa: askForAddresses(question.name, AF_INET6, slot)
    case .srv: ares_query(channel, question.name, Self.internet, 33, Self.recordsArrived, slot)
    case .naptr: ares_query(channel, question.name, Self.internet, 35, Self.recordsArrived, slot)
    }
  }

  func takeAnswers() -> [(question: DNSQuestion, answer: DNSAnswer)] {
    defer { post.arrived = [] }
    return post.arrived
  }

  /// Waits until a name server says something, a question has waited long enough, or `bell` can be read.
  func wait(bell: CInt) {
    var sockets = [ares_socket_t](repeating: -1, count: Int(ARES_GETSOCK_MAXNUM))
    let bits = UInt32(bitPattern: ares_getsock(channel, &sockets, ARES_GETSOCK_MAXNUM))
    var waiting = [pollfd(fd: bell, events: Int16(POLLIN), revents: 0)]
    for (place, socket) in sockets.enumerated() {
      let wantsRead = bits & (1 << UInt32(place)) != 0
      let wantsWrite = bits & (1 << UInt32(place + Int(ARES_GETSOCK_MAXNUM))) != 0
      guard wantsRead || wantsWrite else { continue }
      let events = (wantsRead ? POLLIN : 0) | (wantsWrite ? POLLOUT : 0)
      waiting.append(pollfd(fd: socket, events: Int16(events), revents: 0))
    }
    let count = poll(&waiting, nfds_t(waiting.count), patience)
    guard count > 0 else { return ares_process_fd(channel, Self.noSocket, Self.noSocket) }
    for entry in waiting.dropFirst() where entry.revents != 0 {
      let isReadable = entry.revents & Int16(POLLIN | POLLERR | POLLHUP) != 0
      let isWritable = entry.revents & Int16(POLLOUT) != 0
      ares_process_fd(channel, isReadable ? entry.fd : Self.noSocket, isWritable ? entry.fd : Self.noSocket)
    }
  }

  /// Milliseconds until the library has something to do; -1 while it has nothing.
  private var patience: Int32 {
    var room = timeval()
    guard let next = ares_timeout(channel, nil, &room) else { return -1 }
    return Int32(clamping: next.pointee.tv_sec * 1000 + (Int(next.pointee.tv_usec) + 999) / 1000)
  }

  private func askForAddresses(_ name: String, _ family: Int32, _ slot: UnsafeMutableRawPointer) {
    var hints = ares_addrinfo_hints()
    hints.ai_family = family
    hints.ai_flags = ARES_AI_NOSORT
    ares_getaddrinfo(channel, name, nil, &hints, Self.addressesArrived, slot)
  }

  private static let internet: Int32 = 1
  private static let noSocket: ares_socket_t = -1

  /// What a status without records means.
  private static func refusal(_ status: Int32) -> DNSAnswer {
    let isAbsence = status == ARES_ENODATA || status == ARES_ENOTFOUND
    return isAbsence ? .nothing(timeToLive: ServerLocation.negativeTimeToLive) : .failed
  }

  private static func words(_ status: Int32) -> String {
    ares_strerror(status).map { String(cString: $0) } ?? "status \(status)"
  }

  private static let recordsArrived: ares_callback = { argument, status, _, octets, count in
    guard let argument else { return }
    let slot = Unmanaged<Slot>.fromOpaque(argument).takeRetainedValue()
    var answer = refusal(status)
    if status == ARES_SUCCESS, let octets, count > 0 {
      let message = DNSMessage(Array(UnsafeBufferPointer(start: octets, count: Int(count))))
      answer = message.answer(to: slot.question.kind) ?? .nothing(timeToLive: ServerLocation.negativeTimeToLive)
    }
    slot.post.arrived.append((slot.question, answer))
  }

  private static let addressesArrived: ares_addrinfo_callback = { argument, status, _, found in
    defer { if let found { ares_freeaddrinfo(found) } }
    guard let argument else { return }
    let slot = Unmanaged<Slot>.fromOpaque(argument).takeRetainedValue()
    var answer = refusal(status)
    if status == ARES_SUCCESS, let found {
      answer = read(found, family: slot.question.kind == .a ? AF_INET : AF_INET6)
    }
    slot.post.arrived.append((slot.question, answer))
  }

  private static func read(_ found: UnsafeMutablePointer<ares_addrinfo>, family: Int32) -> DNSAnswer {
    var records: [DNSRecord] = []
    var life = Int64(Int32.max)
    var node = found.pointee.nodes
    while let current = node {
      if current.pointee.ai_family == family, let text = literal(current.pointee) {
        records.append(.address(text))
        life = min(life, Int64(current.pointee.ai_ttl))
      }
      node = current.pointee.ai_next
    }
    guard !records.isEmpty else { return .nothing(timeToLive: ServerLocation.negativeTimeToLive) }
    return .records(records, timeToLive: .seconds(max(0, life)))
  }

  private static func literal(_ node: ares_addrinfo_node) -> String? {
    guard let address = node.ai_addr else { return nil }
    var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    let result = getnameinfo(
      address, socklen_t(node.ai_addrlen), &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST)
    guard result == 0 else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
