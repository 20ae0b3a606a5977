package import RTPPackets
package import SDPSessions

/// What a packet holds.
package enum PacketContent: Sendable, Hashable {
  case audio(AudioCodec)
  /// A description of the noise that there is instead of audio (RFC 3389).
  case noise
}

/// A packet that has come, without its payload.
package struct StoredPacket: Sendable, Hashable {
  package var sequence: RTPSequence
  package var timestamp: RTPTimestamp
  /// How long it lasts, in ticks of its clock.
  package var ticks: Int
  package var content: PacketContent
  /// Where the store has its payload.
  fileprivate var payload: Range<Int>
}

/// The packets of one source that have come and are not yet played: a bounded number in bounded memory.
///
/// A packet has the place that its sequence number gives it. Payloads lie one behind the other in one block that is used
/// round and round; a packet whose octets have been written over is gone. Nothing is allocated after `init`.
struct PacketStore {
  private enum Place {
    case empty
    case waiting(StoredPacket)
    /// Has been played or passed over; its number is kept so that it is not taken twice.
    case done(RTPSequence)
  }

  static let capacity = 64
  /// Half a second of linear samples at 16 kHz, two seconds of G.711.
  static let octetCapacity = 16_384

  private var places = [Place](repeating: .empty, count: capacity)
  private var octets = [UInt8](repeating: 0, count: octetCapacity)
  private var end = 0
  private(set) var count = 0

  /// Whether the packet with this number has been here.
  func knows(_ sequence: RTPSequence) -> Bool {
    switch places[Self.index(of: sequence)] {
    case .empty: false
    case .waiting(let packet): packet.sequence == sequence
    case .done(let number): number == sequence
    }
  }

  /// Takes a packet; false when its payload is longer than any that is spoken.
  mutating func put(_ header: RTPHeader, ticks: Int, _ content: PacketContent, payload: Span<UInt8>) -> Bool {
    guard payload.count <= Self.octetCapacity / 4 else { return false }
    let start = end + payload.count <= octets.count ? end : 0
    end = start + payload.count
    evict(overlapping: start..<end)
    for index in 0..<payload.count { octets[start + index] = payload[index] }
    let index = Self.index(of: header.sequence)
    if case .waiting = places[index] { count -= 1 }
    places[index] = .waiting(
      StoredPacket(
        sequence: header.sequence, timestamp: header.timestamp, ticks: ticks, content: content, payload: start..<end))
    count += 1
    return true
  }

  /// The packet that begins first, however late that is.
  func earliest() -> StoredPacket? {
    guard count > 0 else { return nil }
    var earliest: StoredPacket?
    for place in places {
      guard case .waiting(let packet) = place else { continue }
      if let known = earliest, known.timestamp.distance(to: packet.timestamp) >= 0 { continue }
      earliest = packet
    }
    return earliest
  }

  /// A packet has been played or is passed over.
  mutating func finish(_ sequence: RTPSequence) {
    let index = Self.index(of: sequence)
    guard case .waiting(let packet) = places[index], packet.sequence == sequence else { return }
    places[index] = .done(sequence)
    count -= 1
  }

  mutating func removeAll() {
    for index in places.indices { places[index] = .empty }
    count = 0
  }

  /// Calls `body` with a packet's payload.
  func withPayload<Result>(of packet: StoredPacket, _ body: (Span<UInt8>) -> Result) -> Result {
    body(octets.span.extracting(packet.payload))
  }

  private mutating func evict(overlapping range: Range<Int>) {
    for index in places.indices {
      guard case .waiting(let packet) = places[index], packet.payload.overlaps(range) else { continue }
      places[index] = .done(packet.sequence)
      count -= 1
    }
  }

  private static func index(of sequence: RTPSequence) -> Int { Int(sequence.rawValue) % capacity }
}
