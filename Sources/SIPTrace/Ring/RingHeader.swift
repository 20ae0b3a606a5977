/// The first octets of a ring's file.
struct RingHeader: Equatable {
  var capacity: Int
  /// Octets written since the file was made.
  var written: UInt64
  var key: UInt64

  init(capacity: Int, written: UInt64, key: UInt64) {
    self.capacity = capacity
    self.written = written
    self.key = key
  }

  /// Nil when the octets do not begin a ring of this version.
  init?(_ octets: UnsafeRawBufferPointer) {
    guard octets.count >= RingLayout.HeaderField.end,
      octets.prefix(RingLayout.magic.count).elementsEqual(RingLayout.magic),
      octets.half(at: RingLayout.HeaderField.version) == RingLayout.version,
      octets.half(at: RingLayout.HeaderField.begin) == RingLayout.headerOctets,
      let capacity = Int(exactly: octets.word(at: RingLayout.HeaderField.capacity)),
      capacity >= RingLayout.smallestCapacity, capacity % RingLayout.alignment == 0
    else { return nil }
    self.capacity = capacity
    written = octets.word(at: RingLayout.HeaderField.written)
    key = octets.word(at: RingLayout.HeaderField.key)
  }

  func write(to memory: UnsafeMutableRawBufferPointer) {
    memory.copyBytes(from: RingLayout.magic)
    memory.store(RingLayout.version, at: RingLayout.HeaderField.version)
    memory.store(UInt32(RingLayout.headerOctets), at: RingLayout.HeaderField.begin)
    memory.store(UInt64(capacity), at: RingLayout.HeaderField.capacity)
    memory.store(written, at: RingLayout.HeaderField.written)
    memory.store(key, at: RingLayout.HeaderField.key)
  }
}
