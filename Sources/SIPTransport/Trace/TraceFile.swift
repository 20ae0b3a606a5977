internal import Glibc
internal import SIPEngine
internal import SIPSyntax
internal import SIPTrace
internal import Timekeeping

/// The ring of recent SIP messages as a file in memory: noting a message costs a copy and no system call, and what was
/// noted is there when the process has been killed, since the pages belong to the system.
///
/// It lives on the SIP loop and is only touched there. Its room on the disk is taken when it is made, so that a disk
/// that fills up later can do it no harm. Nobody may make the file shorter while the service runs.
final class TraceFile {
  private let memory: UnsafeMutableRawBufferPointer
  private var writer: TraceRingWriter
  private let calendar: any WallClock

  /// Opens the file, or makes it for its owner's eyes only. One of another size or version is replaced.
  ///
  /// - Parameter key: for a new file.
  init(_ settings: TraceSettings, key: UInt64) throws(TraceFileError) {
    let page = RingLayout.headerOctets
    let size = (settings.octets + page - 1) / page * page
    let descriptor = try Self.descriptor(settings.path, size: size)
    defer { close(descriptor) }
    guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0), start != MAP_FAILED else {
      throw TraceFileError("map", settings.path, errno)
    }
    memory = UnsafeMutableRawBufferPointer(start: start, count: size)
    guard let writer = TraceRingWriter(memory: memory, key: key) else {
      munmap(start, size)
      throw TraceFileError(message: "cannot keep a trace in \(size) octets: make trace.size larger")
    }
    self.writer = writer
    calendar = settings.calendar
  }

  deinit {
    writer.close()
    munmap(memory.baseAddress, memory.count)
  }

  private static func descriptor(_ path: String, size: Int) throws(TraceFileError) -> CInt {
    let flags = O_RDWR | O_CLOEXEC | O_NOFOLLOW
    let known = open(path, flags)
    if known >= 0 {
      var status = stat()
      if fstat(known, &status) == 0, Int(status.st_size) == size, fchmod(known, 0o600) == 0 { return known }
      close(known)
    }
    // Whoever still reads the old file keeps it.
    unlink(path)
    let descriptor = open(path, flags | O_CREAT | O_EXCL, 0o600)
    guard descriptor >= 0 else { throw TraceFileError("create", path, errno) }
    do throws(TraceFileError) {
      try takeRoom(descriptor, path, size)
      return descriptor
    } catch {
      close(descriptor)
      unlink(path)
      throw error
    }
  }

  /// Takes the room for the whole file, if as much is left for the record: that is worth more.
  private static func takeRoom(_ descriptor: CInt, _ path: String, _ size: Int) throws(TraceFileError) {
    var disk = statvfs()
    guard fstatvfs(descriptor, &disk) == 0 else { throw TraceFileError("measure the disk for", path, errno) }
    guard Int(disk.f_bavail) * Int(disk.f_frsize) >= 2 * size else { throw TraceFileError("make", path, ENOSPC) }
    let failure = posix_fallocate(descriptor, 0, size)
    guard failure == 0 else { throw TraceFileError("make", path, failure) }
  }
}

extension TraceFile {
  /// Notes what reached the endpoint and which session it began, before its effects are carried out.
  ///
  /// What was dropped unread is not noted: a flood must not wash away what an engineer looks for.
  func note(_ input: EndpointInput, _ effects: [EndpointEffect], at now: Moment) {
    switch input {
    case .received(let octets, let flow):
      guard octets.count > Self.longestKeepAlive, !effects.contains(where: \.isDrop) else { return }
      note(octets, .received, on: flow, at: now)
      for case .session(let id, .offered(let call)) in effects { name(id, call.callID, at: now) }
    case .command(let id, .invite):
      for case .send(let octets, _) in effects {
        guard case .request(let request)? = try? SIPMessage.parse(datagram: octets), request.method == .invite else {
          continue
        }
        name(id, request.callID, at: now)
      }
    case .command, .accounts, .drain, .deadlineReached, .restored, .messageSummary, .flowFailed, .listening:
      break
    }
  }

  func noteSent(_ octets: [UInt8], on flow: SIPFlow, at now: Moment) {
    guard octets.count > Self.longestKeepAlive else { return }
    note(octets, .sent, on: flow, at: now)
  }

  /// The session is a leg of this call.
  func note(_ session: SessionID, isLegOf call: String, party: String, at now: Moment) {
    writer.append(.leg(session: "\(session)", call: call, party: party), wall: calendar.now, at: now)
  }

  /// Two line ends and no more (RFC 5626 §3.5.1).
  private static let longestKeepAlive = 4

  private func name(_ session: SessionID, _ callID: String, at now: Moment) {
    writer.append(.session("\(session)", callID: callID), wall: calendar.now, at: now)
  }

  private func note(_ octets: [UInt8], _ direction: TracedMessage.Direction, on flow: SIPFlow, at now: Moment) {
    octets.withUnsafeBytes { octets in
      writer.append(
        octets, direction, over: flow.transport.traced, local: (flow.local.host, flow.local.port),
        remote: (flow.remote.host, flow.remote.port), wall: calendar.now, at: now)
    }
  }
}

extension EndpointEffect {
  /// Whether it says that the message was dropped unread.
  fileprivate var isDrop: Bool {
    switch self {
    case .counted(.rateLimited), .counted(.ignored): true
    case .counted, .send, .session, .registered, .unregistered, .unreachable, .bindings: false
    }
  }
}

extension SIPFlow.Transport {
  fileprivate var traced: TraceTransport {
    switch self {
    case .udp: .udp
    case .tcp: .tcp
    case .tls: .tls
    case .ws: .ws
    case .wss: .wss
    }
  }
}

/// Why there is no trace. The service runs without it.
struct TraceFileError: Error, Equatable, CustomStringConvertible {
  /// One sentence and the remedy.
  var message: String

  init(message: String) {
    self.message = message
  }

  init(_ deed: String, _ path: String, _ failure: CInt) {
    let remedy =
      switch failure {
      case ENOSPC: "there must be room for it twice: free some, or make trace.size smaller"
      case EACCES, EPERM, EROFS: "let the service write there, or set trace.size to 0"
      default: "set trace.size to 0 to do without"
      }
    message = "cannot \(deed) \(path): \(String(cString: strerror(failure))); \(remedy)"
  }

  var description: String { message }
}
