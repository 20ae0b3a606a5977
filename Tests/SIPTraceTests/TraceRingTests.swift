import SIPTrace
import Simulation
import Testing
import Timekeeping

@Suite("The ring of recent messages")
struct TraceRingTests {
  private static func options(_ number: Int, padding: Int = 0) -> TraceEntry {
    let padding = String(repeating: "x", count: padding)
    return .message(
      .sample("OPTIONS sip:\(number) SIP/2.0\nCall-ID: \(number)\nX-Padding: \(padding)\n\n", at: number))
  }

  @Test("what was written is read, in its order")
  func roundTrip() throws {
    let ring = try TestRing()
    let entries: [TraceEntry] = [
      Self.options(1), .session("incoming 1", callID: "abc@h"),
      .leg(session: "incoming 1", call: "20261126-011903-123-k7f", party: "caller"),
      .message(.sample("SIP/2.0 200 OK\nCall-ID: 1\n\n", .sent, at: 5, from: "2001:db8::9", port: 5062, over: .wss)),
    ]
    for entry in entries { ring.append(entry) }
    #expect(ring.entries == entries)
    #expect(TraceRing.written(in: Array(ring.file.prefix(TraceRing.beginningOctets))) == TraceRing(ring.file)?.written)
  }

  @Test(
    "the oldest entries make room, also where a record does not fit before the end", arguments: [0, 1, 7, 333, 3000])
  func wrapping(padding: Int) throws {
    let ring = try TestRing()
    for number in 0..<2000 {
      ring.append(Self.options(number, padding: padding))
      guard number % 97 == 0 || number > 1990 else { continue }
      let numbers = ring.entries.compactMap { $0.message?.moment.sinceZero }.map { Int($0 / .milliseconds(1)) }
      #expect(numbers.last == number)
      #expect(numbers == Array((number - numbers.count + 1)...number), "no gap, no entry twice")
      let kept = numbers.count * (padding + 160)
      #expect(numbers.first == 0 || kept > RingLayout.smallestCapacity / 2, "half of the room is used at least")
    }
  }

  @Test("a reader may go on from where it was")
  func following() throws {
    let ring = try TestRing()
    for number in 0..<10 { ring.append(Self.options(number)) }
    let first = try #require(TraceRing(ring.file))
    #expect(first.entries(since: first.written).isEmpty)
    for number in 10..<13 { ring.append(Self.options(number)) }
    #expect(try #require(TraceRing(ring.file)).entries(since: first.written) == (10..<13).map { Self.options($0) })
  }

  @Test("a ring that is there is taken over with its entries")
  func takenOver() throws {
    let first = try TestRing(key: 1)
    for number in 0..<5 { first.append(Self.options(number)) }
    let second = try TestRing(first.file, key: 2)
    second.append(Self.options(5))
    #expect(second.entries == (0..<6).map { Self.options($0) })
  }

  @Test("after a kill in the middle of a record the others are there, and the next run goes on")
  func torn() throws {
    let ring = try TestRing()
    ring.append(Self.options(0))
    let before = ring.file
    ring.append(Self.options(1))
    let whole = ring.file
    // The octets of the new record arrive one after another; the count comes last.
    for place in before.indices where before[place] != whole[place] && place >= RingLayout.headerOctets {
      var killed = before
      killed[RingLayout.headerOctets...place] = whole[RingLayout.headerOctets...place]
      #expect(TraceRing(killed)?.entries() == [Self.options(0)])
      let next = try TestRing(killed)
      next.append(Self.options(2))
      #expect(next.entries == [Self.options(0), Self.options(2)])
    }
  }

  @Test("of a long message the beginning is kept, and how long it was")
  func longMessage() throws {
    let ring = try TestRing()
    let message = TracedMessage.sample("INVITE sip:1 SIP/2.0\nSubject: \(String(repeating: "y", count: 60_000))\n\n")
    ring.append(.message(message))
    let kept = try #require(ring.entries.first?.message)
    #expect(kept.octets == Array(message.octets.prefix(RingLayout.messageOctets)))
    #expect(kept.length == message.octets.count)
    #expect(kept.isCut)
  }

  @Test("what is no ring, or one of another version or size, is none", arguments: [0, 1, 39, 40, 4095, 4096])
  func noRing(count: Int) throws {
    #expect(TraceRing([UInt8](repeating: 0, count: count)) == nil)
    let file = try TestRing().file
    #expect(TraceRing(Array(file.prefix(count))) == nil)
    #expect(TraceRing(Array(file.dropLast())) == nil)
    var newer = file
    newer[8] = 2
    #expect(TraceRing(newer) == nil)
  }

  @Test("a memory too small for a ring makes none")
  func tooSmall() {
    #expect(throws: TestRing.TooSmall.self) { try TestRing(size: TestRing.size - 1) }
  }

  @Test("a message that looks like a record does not become one when it is half overwritten")
  func forged() throws {
    let ring = try TestRing()
    let other = try TestRing(key: 8)
    other.append(Self.options(99))
    let record = other.file[RingLayout.headerOctets..<(RingLayout.headerOctets + 512)]
    for _ in 0..<400 {
      var message = TracedMessage.sample("INFO x SIP/2.0\n\n")
      message.octets += [UInt8](repeating: 0, count: 5) + record
      message.length = message.octets.count
      ring.append(.message(message))
      #expect(!ring.entries.contains(Self.options(99)))
    }
  }

  @Test("no content of the file makes a reader or the next writer trap", arguments: 1...8)
  func mutations(seed: UInt64) throws {
    var chance = SeededGenerator(seed: seed)
    let ring = try TestRing()
    for number in 0..<300 { ring.append(Self.options(number, padding: Int(chance.next() % 900))) }
    let whole = ring.file
    let known = Set(ring.entries.map { "\($0)" })
    for round in 0..<60 {
      var file = whole
      for _ in 0...(chance.next() % 40) {
        // Every second mutation strikes the header or the head of a record, where the lengths are.
        let place = Int(chance.next() % UInt64(chance.next() % 2 == 0 ? 4_200 : UInt64(file.count)))
        file[place] = UInt8(truncatingIfNeeded: chance.next())
      }
      if round % 5 == 0 { file.removeLast(Int(chance.next() % UInt64(file.count))) }
      for entry in TraceRing(file)?.entries(since: chance.next() % 70_000) ?? [] {
        #expect(known.contains("\(entry)"), "seed \(seed), round \(round): an entry that nobody wrote")
      }
      guard file.count == whole.count else { continue }
      let next = try TestRing(file)
      next.append(Self.options(1000))
      #expect(next.entries.last == Self.options(1000), "seed \(seed), round \(round)")
    }
  }
}
