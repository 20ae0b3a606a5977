import MediaEngine
import RTPPackets
import Testing
import Timekeeping

@Suite("Keys out of telephone-event packets")
struct KeyDetectorTests {
  /// One packet of a scripted line: when it arrives and what it says.
  struct Arrival: Sendable {
    var at: Int
    var timestamp: UInt32
    var key: Character
    var duration: Int
    var isEnd: Bool
    var marker: Bool
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var arrivals: [Arrival]
    var keys: String

    init(_ name: String, _ arrivals: [Arrival], _ keys: String) {
      testDescription = name
      self.arrivals = arrivals
      self.keys = keys
    }
  }

  /// A whole press: a packet each 20 ms, then the end three times.
  static func press(_ key: Character, at start: Int, timestamp: UInt32, packets: Int = 5) -> [Arrival] {
    let body = (0..<packets).map {
      Arrival(
        at: start + $0 * 20, timestamp: timestamp, key: key, duration: ($0 + 1) * 160, isEnd: false, marker: $0 == 0)
    }
    let ends = (0..<3).map {
      Arrival(
        at: start + (packets + $0) * 20, timestamp: timestamp, key: key, duration: (packets + 1) * 160, isEnd: true,
        marker: false)
    }
    return body + ends
  }

  static let five = press("5", at: 0, timestamp: 8_000)
  static let again = press("5", at: 300, timestamp: 10_400)

  /// A key held for 20 s: 65 535 ticks a segment, no end between them.
  static let held: [Arrival] = (0..<1_000).map { packet in
    let ticks = (packet + 1) * 160
    let segment = (ticks - 1) / 65_535
    return Arrival(
      at: packet * 20, timestamp: UInt32(4_294_900_000) &+ UInt32(segment * 65_535), key: "7",
      duration: ticks - segment * 65_535, isEnd: packet == 999, marker: packet == 0)
  }

  @Test(
    "A press counts once, whatever the network does to its packets",
    arguments: [
      Case("a clean press", five, "5"),
      Case("lost start", Array(five.dropFirst()), "5"),
      Case("only the last end arrives", [five[7]], "5"),
      Case("all ends lost", Array(five.prefix(5)), "5"),
      Case("only one packet in the middle arrives", [five[2]], "5"),
      Case("every packet twice", five.flatMap { [$0, $0] }, "5"),
      Case("packets in reverse", zip(five.reversed(), five).map { moved($0, to: $1.at) }, "5"),
      Case("the same key twice", five + again, "55"),
      Case("the same key twice, all ends of the first lost", Array(five.prefix(5)) + again, "55"),
      Case("the same key twice, start of the second lost", five + Array(again.dropFirst(2)), "55"),
      Case("ends lost and start lost", Array(five.prefix(5)) + Array(again.dropFirst()), "55"),
      Case("another key at the same timestamp", five + press("6", at: 300, timestamp: 8_000), "56"),
      Case(
        "an end that arrives after the next press began",
        Array(five.prefix(5)) + [press("6", at: 160, timestamp: 9_280)[0], moved(five[7], to: 170)]
          + Array(press("6", at: 160, timestamp: 9_280).dropFirst()), "56"),
      Case("a whole press overtaken by the next", again + five.map { moved($0, to: 480) }, "55"),
      Case("a key held for 20 s", held, "7"),
      Case("a held key with every segment's first second lost", held.filter { $0.at % 8_192 > 1_000 }, "7"),
      Case("a held key, then the same again", held + press("7", at: 20_200, timestamp: 90_000), "77"),
      Case("the timestamp wraps between two presses", wrapping, "12"),
      Case("a sender that stamps every packet anew", restamped, "3"),
      Case(
        "a sender that starts every press at the same timestamp", five + five.map { moved($0, to: $0.at + 900) }, "55"),
      Case("a straggling duplicate of the first packet", five + [moved(five[0], to: 300)], "5"),
      Case("fast dialling, 50 ms on and 50 ms off", fast, "0123456789*#"),
      Case("flash and tones are not keys", [unknown], ""),
    ])
  func keys(_ sample: Case) {
    var detector = KeyDetector()
    var keys = ""
    for (index, arrival) in sample.arrivals.enumerated() {
      let header = RTPHeader(
        marker: arrival.marker, payloadType: 101, sequence: RTPSequence(rawValue: UInt16(index)),
        timestamp: RTPTimestamp(rawValue: arrival.timestamp), ssrc: 1)
      let event = TelephoneEvent(
        code: TelephoneEvent.code(of: arrival.key) ?? 16, isEnd: arrival.isEnd, volume: 10,
        duration: UInt16(arrival.duration))
      let now = Moment(sinceZero: .seconds(9) + .milliseconds(arrival.at))
      if let key = detector.key(in: event, header, at: now) { keys.append(key) }
    }
    #expect(keys == sample.keys)
  }

  @Test("A press is told at its first packet")
  func atOnce() {
    var detector = KeyDetector()
    let header = RTPHeader(
      marker: true, payloadType: 101, sequence: .init(rawValue: 1), timestamp: .init(rawValue: 1), ssrc: 1)
    let event = TelephoneEvent(code: 9, isEnd: false, volume: 10, duration: 0)
    let keys = [detector.key(in: event, header, at: .zero), detector.key(in: event, header, at: .zero)]
    #expect(keys == ["9", nil])
  }

  static func moved(_ arrival: Arrival, to time: Int) -> Arrival {
    var moved = arrival
    moved.at = time
    return moved
  }

  static let wrapping = press("1", at: 0, timestamp: .max - 100) + press("2", at: 300, timestamp: 2_299)
  static let restamped = press("3", at: 0, timestamp: 0, packets: 8).enumerated().map { index, arrival in
    var restamped = arrival
    restamped.timestamp = 8_000 + UInt32(min(index, 8)) * 160
    return restamped
  }
  static let fast = "0123456789*#".enumerated().flatMap { index, key in
    press(key, at: index * 100, timestamp: UInt32(index * 800), packets: 2).prefix(4)
  }
  static let unknown = Arrival(at: 0, timestamp: 1, key: "!", duration: 160, isEnd: false, marker: true)
}
