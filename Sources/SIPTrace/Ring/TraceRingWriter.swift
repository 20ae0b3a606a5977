internal import Synchronization
package import Timekeeping

/// Writes entries into the ring's memory, over the oldest ones; takes no lock and asks nothing of the system.
///
/// A record is made ready elsewhere and copied into its place in one go, after what is secret has been blanked; only
/// then is it counted as written. Whoever reads at the same time, or after the process was killed in between, finds a
/// record whose checksum is wrong and passes over it.
package struct TraceRingWriter {
  private let memory: UnsafeMutableRawBufferPointer
  private let capacity: Int
  private let key: UInt64
  private var written: UInt64
  /// The record at hand. It lives as long as the writer's owner.
  private let scratch: UnsafeMutableRawBufferPointer

  /// Takes over a ring that is there, with its entries, or makes a new one of all the memory.
  ///
  /// - Parameters:
  ///   - memory: aligned to a page; must outlive the writer.
  ///   - key: for a new ring; must not be guessable outside of tests.
  /// - Returns: nil when the memory is too small for a ring.
  package init?(memory: UnsafeMutableRawBufferPointer, key: UInt64) {
    let room = (memory.count - RingLayout.headerOctets) / RingLayout.alignment * RingLayout.alignment
    guard room >= RingLayout.smallestCapacity else { return nil }
    self.memory = memory
    capacity = room
    scratch = .allocate(byteCount: RingLayout.recordOctets, alignment: RingLayout.alignment)
    if let header = RingHeader(UnsafeRawBufferPointer(memory)), header.capacity == room {
      self.key = header.key
      // A damaged count must not let a record begin between two places.
      written = header.written / UInt64(RingLayout.alignment) * UInt64(RingLayout.alignment)
    } else {
      self.key = key
      written = 0
      RingHeader(capacity: room, written: 0, key: key).write(to: memory)
    }
  }

  /// Gives back the writer's own memory; the ring's belongs to whoever made it.
  package func close() {
    scratch.deallocate()
  }

  /// Appends a message; of a long one only the beginning is kept.
  package mutating func append(
    _ octets: UnsafeRawBufferPointer, _ direction: TracedMessage.Direction, over transport: TraceTransport,
    local: (host: String, port: UInt16), remote: (host: String, port: UInt16), wall: WallTime, at now: Moment
  ) {
    let kind: RingLayout.Kind = direction == .received ? .received : .sent
    scratch.store(kind.rawValue, at: RingLayout.RecordField.kind)
    scratch.store(transport.rawValue, at: RingLayout.RecordField.transport)
    scratch.store(local.port, at: RingLayout.RecordField.localPort)
    scratch.store(remote.port, at: RingLayout.RecordField.remotePort)
    var end = RingLayout.recordHeadOctets
    scratch.store(put(local.host, at: &end), at: RingLayout.RecordField.localHost)
    scratch.store(put(remote.host, at: &end), at: RingLayout.RecordField.remoteHost)
    let kept = min(octets.count, RingLayout.messageOctets)
    let place = UnsafeMutableRawBufferPointer(rebasing: scratch[end..<(end + kept)])
    place.copyMemory(from: UnsafeRawBufferPointer(rebasing: octets[..<kept]))
    SecretBlanking.blank(place)
    finish(payload: kept, end: end + kept, trueLength: octets.count, wall, now)
  }

  /// Appends a relation between sessions, Call-IDs and calls. A message is appended as one.
  package mutating func append(_ entry: TraceEntry, wall: WallTime, at now: Moment) {
    switch entry {
    case .message(let message):
      message.octets.withUnsafeBytes { octets in
        append(
          octets, message.direction, over: message.transport, local: (message.local.host, message.local.port),
          remote: (message.remote.host, message.remote.port), wall: message.wall, at: message.moment)
      }
    case .session(let session, let callID):
      append(.session, [session, callID], wall, now)
    case .leg(let session, let call, let party):
      append(.leg, [session, call, party], wall, now)
    }
  }

  /// Texts that are separated by NUL, which none of them can hold.
  private mutating func append(_ kind: RingLayout.Kind, _ texts: [String], _ wall: WallTime, _ now: Moment) {
    scratch.store(kind.rawValue, at: RingLayout.RecordField.kind)
    for place in RingLayout.RecordField.transport..<RingLayout.RecordField.payload {
      scratch.store(UInt8(0), at: place)
    }
    let payload = texts.joined(separator: "\0").utf8.prefix(RingLayout.messageOctets)
    let start = RingLayout.recordHeadOctets
    UnsafeMutableRawBufferPointer(rebasing: scratch[start..<(start + payload.count)]).copyBytes(from: payload)
    finish(payload: payload.count, end: start + payload.count, trueLength: payload.count, wall, now)
  }

  private func put(_ host: String, at end: inout Int) -> UInt8 {
    let text = host.utf8.prefix(RingLayout.hostOctets)
    UnsafeMutableRawBufferPointer(rebasing: scratch[end..<(end + text.count)]).copyBytes(from: text)
    end += text.count
    return UInt8(truncatingIfNeeded: text.count)
  }

  private mutating func finish(payload: Int, end: Int, trueLength: Int, _ wall: WallTime, _ now: Moment) {
    let length = RingLayout.aligned(end)
    for place in end..<length { scratch.store(UInt8(0), at: place) }
    let left = capacity - Int(written % UInt64(capacity))
    if left < length { written &+= UInt64(left) }
    scratch.store(RingLayout.recordMark, at: 0)
    scratch.store(UInt32(truncatingIfNeeded: length), at: RingLayout.RecordField.length)
    scratch.store(written, at: RingLayout.RecordField.position)
    scratch.store(wall.sinceEpoch.nanoseconds, at: RingLayout.RecordField.wall)
    scratch.store(now.sinceZero.nanoseconds, at: RingLayout.RecordField.moment)
    scratch.store(UInt32(truncatingIfNeeded: payload), at: RingLayout.RecordField.payload)
    scratch.store(UInt32(truncatingIfNeeded: trueLength), at: RingLayout.RecordField.trueLength)
    let record = UnsafeRawBufferPointer(rebasing: scratch[..<length])
    scratch.store(RingLayout.checksum(of: record, key: key), at: RingLayout.RecordField.checksum)
    let place = RingLayout.headerOctets + Int(written % UInt64(capacity))
    UnsafeMutableRawBufferPointer(rebasing: memory[place..<(place + length)]).copyMemory(from: record)
    written &+= UInt64(length)
    // Whoever sees the new count must see the record.
    atomicMemoryFence(ordering: .releasing)
    memory.store(written, at: RingLayout.HeaderField.written)
  }
}

extension Duration {
  /// Whole nanoseconds, as far as 64 bits reach: 292 years both ways.
  var nanoseconds: Int64 {
    let (seconds, attoseconds) = components
    let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow else { return seconds < 0 ? .min : .max }
    let (sum, carried) = product.addingReportingOverflow(attoseconds / 1_000_000_000)
    return carried ? (seconds < 0 ? .min : .max) : sum
  }
}
