import SIPTrace
import Timekeeping

/// A ring in a test's own memory.
final class TestRing {
  let memory: UnsafeMutableRawBufferPointer
  var writer: TraceRingWriter

  static let size = RingLayout.headerOctets + RingLayout.smallestCapacity

  /// - Parameter contents: what was in the file before; zeroes where it is shorter.
  init(_ contents: [UInt8] = [], size: Int = TestRing.size, key: UInt64 = 7) throws {
    memory = .allocate(byteCount: size, alignment: RingLayout.headerOctets)
    memory.initializeMemory(as: UInt8.self, repeating: 0)
    memory.copyBytes(from: contents.prefix(size))
    guard let writer = TraceRingWriter(memory: memory, key: key) else { throw TooSmall() }
    self.writer = writer
  }

  struct TooSmall: Error {}

  deinit {
    writer.close()
    memory.deallocate()
  }

  /// What a reader of the file would see now.
  var file: [UInt8] { Array(memory) }

  var entries: [TraceEntry] { TraceRing(file)?.entries() ?? [] }

  func append(_ entry: TraceEntry) {
    writer.append(entry, wall: WallTime(sinceEpoch: .seconds(1)), at: Moment.zero)
  }
}

extension TracedMessage {
  /// A message of `text`, its lines ended as in SIP.
  static func sample(
    _ text: String, _ direction: Direction = .received, at milliseconds: Int = 0, from remote: String = "192.0.2.9",
    port: UInt16 = 5060, over transport: TraceTransport = .udp
  ) -> TracedMessage {
    let octets = Array(text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n").utf8)
    return TracedMessage(
      direction: direction, wall: WallTime(sinceEpoch: .seconds(1_800_000_000) + .milliseconds(milliseconds)),
      moment: Moment(sinceZero: .milliseconds(milliseconds)), transport: transport,
      local: TraceAddress(host: "192.0.2.1", port: 5060), remote: TraceAddress(host: remote, port: port),
      octets: octets, length: octets.count)
  }

  var text: String { String(decoding: octets, as: UTF8.self) }
}

extension TraceEntry {
  var message: TracedMessage? {
    if case .message(let message) = self { message } else { nil }
  }
}
