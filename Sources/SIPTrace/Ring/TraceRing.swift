internal import Timekeeping

/// The ring as it lies in a file: reads its entries, the oldest first, whatever the file holds.
///
/// What is torn, damaged or half overwritten is passed over. Nothing in the file can make it trap.
package struct TraceRing: Sendable {
  private let octets: [UInt8]
  private let header: RingHeader

  /// The file's name in the data folder.
  package static let fileName = "trace.ring"

  /// - Parameter octets: the whole file, or a copy taken while somebody writes.
  /// - Returns: nil when this is no ring, or one of another version.
  package init?(_ octets: [UInt8]) {
    guard let header = octets.withUnsafeBytes({ RingHeader($0) }),
      octets.count - RingLayout.headerOctets >= header.capacity
    else { return nil }
    self.octets = octets
    self.header = header
  }

  /// How many octets had been written when the copy was taken; grows with every entry.
  package var written: UInt64 { header.written }

  /// The same from the beginning of the file alone; nil when it is no ring.
  package static func written(in beginning: [UInt8]) -> UInt64? {
    beginning.withUnsafeBytes { RingHeader($0) }?.written
  }

  /// The octets at the beginning of the file that `written(in:)` needs.
  package static let beginningOctets = RingLayout.HeaderField.end

  /// The entries that were written from `position` on and have not been overwritten.
  package func entries(since position: UInt64 = 0) -> [TraceEntry] {
    octets.withUnsafeBytes { octets in
      let capacity = UInt64(header.capacity)
      let oldest = header.written > capacity ? header.written - capacity : 0
      let step = UInt64(RingLayout.alignment)
      var entries: [TraceEntry] = []
      var place = max(oldest, position) / step * step
      while place < header.written {
        if let (entry, length) = entry(at: place, octets) {
          entries.append(entry)
          place += min(UInt64(length), header.written - place)
        } else {
          place += min(step, header.written - place)
        }
      }
      return entries
    }
  }

  private func entry(at position: UInt64, _ octets: UnsafeRawBufferPointer) -> (TraceEntry, length: Int)? {
    let offset = Int(position % UInt64(header.capacity))
    let start = RingLayout.headerOctets + offset
    guard header.capacity - offset >= RingLayout.recordHeadOctets,
      octets.half(at: start) == RingLayout.recordMark,
      octets.word(at: start + RingLayout.RecordField.position) == position
    else { return nil }
    let length = Int(octets.half(at: start + RingLayout.RecordField.length))
    guard length >= RingLayout.recordHeadOctets, length % RingLayout.alignment == 0,
      length <= min(RingLayout.recordOctets, header.capacity - offset)
    else { return nil }
    let record = UnsafeRawBufferPointer(rebasing: octets[start..<(start + length)])
    guard RingLayout.checksum(of: record, key: header.key) == record.word(at: RingLayout.RecordField.checksum),
      let entry = TraceEntry(record)
    else { return nil }
    return (entry, length)
  }
}

extension TraceEntry {
  /// Reads a record whose checksum is right; nil when its parts do not fit into it.
  fileprivate init?(_ record: UnsafeRawBufferPointer) {
    guard let kind = RingLayout.Kind(rawValue: record[RingLayout.RecordField.kind]) else { return nil }
    let localEnd = RingLayout.recordHeadOctets + Int(record[RingLayout.RecordField.localHost])
    let remoteEnd = localEnd + Int(record[RingLayout.RecordField.remoteHost])
    let end = remoteEnd + Int(record.half(at: RingLayout.RecordField.payload))
    guard end <= record.count else { return nil }
    let payload = record[remoteEnd..<end]
    switch kind {
    case .received, .sent:
      guard let transport = TraceTransport(rawValue: record[RingLayout.RecordField.transport]) else { return nil }
      let local = String(decoding: record[RingLayout.recordHeadOctets..<localEnd], as: UTF8.self)
      let remote = String(decoding: record[localEnd..<remoteEnd], as: UTF8.self)
      let wall = Int64(bitPattern: record.word(at: RingLayout.RecordField.wall))
      let moment = Int64(bitPattern: record.word(at: RingLayout.RecordField.moment))
      self = .message(
        TracedMessage(
          direction: kind == .received ? .received : .sent, wall: WallTime(sinceEpoch: .nanoseconds(wall)),
          moment: Moment(sinceZero: .nanoseconds(moment)), transport: transport,
          local: TraceAddress(host: local, port: record.quarter(at: RingLayout.RecordField.localPort)),
          remote: TraceAddress(host: remote, port: record.quarter(at: RingLayout.RecordField.remotePort)),
          octets: Array(payload), length: Int(record.half(at: RingLayout.RecordField.trueLength))))
    case .session:
      let texts = Self.texts(payload)
      guard texts.count == 2 else { return nil }
      self = .session(texts[0], callID: texts[1])
    case .leg:
      let texts = Self.texts(payload)
      guard texts.count == 3 else { return nil }
      self = .leg(session: texts[0], call: texts[1], party: texts[2])
    }
  }

  private static func texts(_ payload: Slice<UnsafeRawBufferPointer>) -> [String] {
    payload.split(separator: 0, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
  }
}
