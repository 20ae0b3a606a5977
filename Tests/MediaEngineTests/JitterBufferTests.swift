import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("A jitter buffer")
struct JitterBufferTests {
  @Test("does what the stories say", arguments: JitterScenario.all)
  func stories(_ scenario: JitterScenario) {
    #expect(scenario.complaints() == [])
  }

  @Test("is told in at least a dozen stories")
  func storiesAreThere() {
    #expect(JitterScenario.all.count >= 12)
  }

  /// A source whose packets are delayed, lost, doubled and overtaken by chance, pulled every 20 ms.
  struct Weather: CustomTestStringConvertible {
    var seed: UInt64
    /// Milliseconds of delay beyond the shortest.
    var jitter: Double
    var loss: Double
    var doubling: Double
    /// How much faster than ours the sender's clock is, in parts of a million.
    var skew: Double
    var seconds = 60
    var testDescription: String { "seed \(seed), \(jitter) ms, \(loss), \(skew) ppm" }
  }

  struct Outcome {
    var played: [Int] = []
    var lost = 0
    var waited = 0
    var delays: [Double] = []
    var figures = JitterFigures()
  }

  private static func run(_ weather: Weather) -> Outcome {
    var dice = SeededGenerator(seed: weather.seed)
    var arrivals: [(at: Double, number: Int)] = []
    for number in 0..<(weather.seconds * 50) {
      let said = Double(number) * 20 / (1 + weather.skew / 1_000_000)
      guard Double.random(in: 0..<1, using: &dice) >= weather.loss else { continue }
      arrivals.append((said + Double.random(in: 0...weather.jitter, using: &dice), number))
      if Double.random(in: 0..<1, using: &dice) < weather.doubling {
        arrivals.append((said + Double.random(in: 0...weather.jitter, using: &dice), number))
      }
    }
    arrivals.sort { $0.at < $1.at }
    var buffer = JitterBuffer(clock: .telephone)
    var outcome = Outcome()
    var next = 0
    var left = 0
    for beat in 0..<(weather.seconds * 50) {
      let at = Double(beat) * 20 + 7
      while next < arrivals.count, arrivals[next].at <= at {
        insert(arrivals[next].number, &buffer, at: moment(arrivals[next].at))
        next += 1
      }
      pull(&buffer, &left, at, &outcome)
    }
    outcome.figures = buffer.figures
    return outcome
  }

  private static func moment(_ milliseconds: Double) -> Moment {
    Moment(sinceZero: .seconds(77) + .microseconds(Int64(milliseconds * 1_000)))
  }

  private static func insert(_ number: Int, _ buffer: inout JitterBuffer, at now: Moment) {
    let header = RTPHeader(
      marker: false, payloadType: 0, sequence: RTPSequence(rawValue: 65_000).advanced(by: number),
      timestamp: RTPTimestamp(rawValue: .max - 70_000).advanced(by: number * 160), ssrc: 7)
    let payload = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 160)
    _ = buffer.insert(header, ticks: 160, .audio(.pcmu), payload: payload.span, at: now)
  }

  private static func pull(_ buffer: inout JitterBuffer, _ left: inout Int, _ at: Double, _ outcome: inout Outcome) {
    // As whoever decodes would: what is too old is left out, up to 10 ms in a beat.
    while left < 160 {
      switch buffer.next(buffered: left, missing: 160 - left, at: moment(at)) {
      case .packet(let packet, let skipped):
        let number = RTPTimestamp(rawValue: .max - 70_000).distance(to: packet.timestamp) / 160
        outcome.played.append(number)
        outcome.delays.append(at - Double(number * 20))
        left += packet.ticks - skipped
      case .lost(let ticks, _):
        outcome.lost += ticks
        left += ticks
      case .pause(let ticks): left += ticks
      case .waiting:
        outcome.waited += 160 - left
        left = 160
      }
    }
    let excess = buffer.excess(buffered: left, at: moment(at))
    left -= 160
    if excess > 0 { left = max(-80, left - min(excess, 80)) }
  }

  @Test(
    "plays what comes once, in order, whatever the network does to it",
    arguments: (1...20).map { seed in
      Weather(
        seed: seed, jitter: Double(seed * 5), loss: Double(seed % 4) * 0.03, doubling: 0.05,
        skew: Double(Int(seed) % 3 - 1) * 300)
    })
  func order(_ weather: Weather) {
    let outcome = Self.run(weather)
    #expect(zip(outcome.played, outcome.played.dropFirst()).allSatisfy { $0 < $1 })
    // No delay is longer than 200 ms and what a beat can add.
    #expect(outcome.delays.allSatisfy { $0 < 260 }, "\(outcome.delays.max() ?? 0)")
    #expect(outcome.played.count > weather.seconds * 50 * 8 / 10)
  }

  @Test("keeps packets for as long as the network needs and not much longer", arguments: [0, 10, 30, 60, 100])
  func delay(_ jitter: Int) {
    let outcome = Self.run(Weather(seed: 5, jitter: Double(jitter), loss: 0, doubling: 0, skew: 0))
    let settled = outcome.delays.suffix(outcome.delays.count / 2)
    let mean = settled.reduce(0, +) / Double(settled.count)
    #expect(mean < Double(jitter) + 65, "\(mean)")
    // Three packets in a hundred may come too late, by the measure that is taken.
    #expect(outcome.figures.packetsLate <= outcome.played.count * 4 / 100, "\(outcome.figures.packetsLate)")
  }

  @Test("follows clocks that drift apart for a quarter of an hour without a loss", arguments: [-200.0, 200.0])
  func drift(_ skew: Double) {
    let outcome = Self.run(Weather(seed: 3, jitter: 4, loss: 0, doubling: 0, skew: skew, seconds: 900))
    #expect(outcome.figures.packetsLate == 0)
    #expect(outcome.figures.restarts == 0)
    #expect(outcome.lost == 0)
    let mean =
      outcome.delays.enumerated().map { index, delay in
        // What the clocks have drifted apart is no delay.
        delay + Double(index) * 20 * skew / 1_000_000
      }.reduce(0, +) / Double(outcome.delays.count)
    #expect(mean < 90, "\(mean)")
  }

  @Test("never hangs or traps on numbers and times that mean nothing", arguments: 1...20)
  func nonsense(_ seed: UInt64) {
    var dice = SeededGenerator(seed: seed)
    var buffer = JitterBuffer(clock: RTPClock(rate: 48_000))
    var left = 0
    for beat in 0..<2_000 {
      let now = Moment(sinceZero: .milliseconds(beat * 20))
      for _ in 0..<Int.random(in: 0...4, using: &dice) {
        let isWild = Bool.random(using: &dice)
        let header = RTPHeader(
          marker: false, payloadType: 0,
          sequence: RTPSequence(rawValue: isWild ? UInt16.random(in: 0...(.max), using: &dice) : UInt16(beat)),
          timestamp: RTPTimestamp(
            rawValue: Bool.random(using: &dice) ? UInt32.random(in: 0...(.max), using: &dice) : UInt32(beat * 960)),
          ssrc: UInt32.random(in: 0...1, using: &dice))
        let payload = [UInt8](repeating: 1, count: Int.random(in: 1...1_500, using: &dice))
        _ = buffer.insert(
          header, ticks: Int.random(in: 1...5_760, using: &dice), .audio(.opus), payload: payload.span, at: now)
      }
      var turns = 0
      while left < 960 {
        turns += 1
        switch buffer.next(buffered: left, missing: 960 - left, at: now) {
        case .packet(let packet, let skipped): left += packet.ticks - skipped
        case .lost(let ticks, _), .pause(let ticks): left += ticks
        case .waiting: left = 960
        }
        if turns > 1_000 { break }
      }
      #expect(turns <= 1_000)
      left = max(0, left - 960)
    }
  }
}
