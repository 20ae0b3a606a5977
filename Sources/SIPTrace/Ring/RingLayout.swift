/// How the file of the ring is laid out. All numbers are little-endian.
///
/// | octets | what |
/// |---|---|
/// | 0–7 | `SWBTRACE` |
/// | 8–11 | version of the layout |
/// | 12–15 | where the records begin |
/// | 16–23 | octets for records, a multiple of eight |
/// | 24–31 | octets written since the file was made, those that were overwritten included |
/// | 32–39 | key of the records' checksums |
///
/// A record's position is the count of octets written before it; its place is that count modulo the capacity. It lies
/// in one piece and begins at a multiple of eight: what remains before the end of the file when it does not fit stays
/// unused.
///
/// | octets of a record | what |
/// |---|---|
/// | 0–3 | `TRAC` |
/// | 4–7 | octets of the whole record, a multiple of eight |
/// | 8–15 | its position |
/// | 16–23 | checksum over everything else |
/// | 24–31 | calendar time, nanoseconds since 1970 |
/// | 32–39 | monotonic time, nanoseconds |
/// | 40 | kind |
/// | 41 | transport |
/// | 42, 43 | octets of the local and of the remote host |
/// | 44–45, 46–47 | the local and the remote port |
/// | 48–51 | octets of the payload |
/// | 52–55 | octets that the message really had |
/// | 56– | the two hosts, the payload, padding |
///
/// The key is random and known to whoever may read the file, so that no peer can send a message which, half
/// overwritten, leaves something behind that looks like a record.
package enum RingLayout {
  package static let version: UInt32 = 1
  /// One page, so that the records begin on one.
  package static let headerOctets = 4096
  /// What is kept of a message: room for an INVITE with a long history and two dozen candidates.
  package static let messageOctets = 4096
  /// The smallest capacity: the largest record must fit many times.
  package static let smallestCapacity = 64 << 10

  static let magic = Array("SWBTRACE".utf8)
  static let recordMark: UInt32 = 0x4341_5254
  static let recordHeadOctets = 56
  static let alignment = 8
  /// Hosts are IP literals; a longer text is cut.
  static let hostOctets = 64

  /// The largest record there can be.
  static let recordOctets = aligned(recordHeadOctets + 2 * hostOctets + messageOctets)

  enum HeaderField {
    static let version = 8
    static let begin = 12
    static let capacity = 16
    static let written = 24
    static let key = 32
    static let end = 40
  }

  enum RecordField {
    static let length = 4
    static let position = 8
    static let checksum = 16
    static let wall = 24
    static let moment = 32
    static let kind = 40
    static let transport = 41
    static let localHost = 42
    static let remoteHost = 43
    static let localPort = 44
    static let remotePort = 46
    static let payload = 48
    static let trueLength = 52
  }

  enum Kind: UInt8 {
    case received = 1
    case sent = 2
    case session = 3
    case leg = 4
  }

  static func aligned(_ count: Int) -> Int { (count + alignment - 1) / alignment * alignment }

  /// A keyed mixture of a record's octets, eight at a time; the checksum's own place counts as zero.
  static func checksum(of record: UnsafeRawBufferPointer, key: UInt64) -> UInt64 {
    var mixed = key ^ 0x9E37_79B9_7F4A_7C15
    var place = 0
    while place + 8 <= record.count {
      let word = place == RecordField.checksum ? 0 : record.word(at: place)
      mixed = (mixed ^ word) &* 0x9FB2_1C65_1E98_DF25
      mixed ^= mixed >> 32
      place += 8
    }
    return mixed
  }
}

extension UnsafeRawBufferPointer {
  /// The eight octets at a place that the caller knows to be inside.
  func word(at place: Int) -> UInt64 { UInt64(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt64.self)) }

  func half(at place: Int) -> UInt32 { UInt32(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt32.self)) }

  func quarter(at place: Int) -> UInt16 { UInt16(littleEndian: loadUnaligned(fromByteOffset: place, as: UInt16.self)) }
}

extension UnsafeMutableRawBufferPointer {
  func store(_ value: some FixedWidthInteger, at place: Int) {
    storeBytes(of: value.littleEndian, toByteOffset: place, as: type(of: value.littleEndian))
  }
}
