import MediaEngine
import RTPPackets
import Testing
import Timekeeping

@Suite("Whose packets a stream believes")
struct SourceLockTests {
  private static let stated = MediaAddress(host: 0x0A00_0005, port: 4_000)  // 10.0.0.5
  /// Where the signalling comes from, 198.51.100.1, and a port the NAT gave to the audio.
  private static let natted = MediaAddress(host: 0xC633_6401, port: 61_234)
  /// Somebody else behind the same NAT.
  private static let neighbour = MediaAddress(host: 0xC633_6401, port: 500)
  private static let attacker = MediaAddress(host: 0x7F00_0009, port: 500)

  private func header(_ number: Int, ssrc: UInt32 = 7) -> RTPHeader {
    RTPHeader(
      marker: false, payloadType: 0, sequence: RTPSequence(rawValue: 65_533).advanced(by: number),
      timestamp: RTPTimestamp(rawValue: 0).advanced(by: number * 160), ssrc: ssrc)
  }

  private func opened(signalledFrom host: UInt128? = natted.host) -> SourceLock {
    var lock = SourceLock()
    lock.negotiate(stated: Self.stated, signalledFrom: host)
    return lock
  }

  /// Offers packets with the given numbers, 20 ms apart; which of them were believed.
  private func offer(
    _ lock: inout SourceLock, _ numbers: [Int], from source: MediaAddress, isAgreed: Bool = true, ssrc: UInt32 = 7,
    spacing: Duration = .milliseconds(20)
  ) -> [Int] {
    var now = Moment.zero
    return numbers.filter { number in
      now = now + spacing
      return lock.admits(header(number, ssrc: ssrc), from: source, isAgreed: isAgreed, at: now)
    }
  }

  @Test("The stated address is believed from its first packet, and then nobody else")
  func locksToStated() {
    var lock = opened()
    #expect(lock.destination == Self.stated)
    #expect(offer(&lock, [0], from: Self.stated, isAgreed: false) == [0])
    #expect(offer(&lock, Array(0..<100), from: Self.attacker) == [])
    #expect(offer(&lock, Array(0..<100), from: Self.natted) == [])
    #expect(lock.destination == Self.stated)
  }

  @Test("Behind a NAT the fifth packet in a row convinces, across the wrap of the sequence number")
  func learns() {
    var lock = opened()
    #expect(offer(&lock, Array(0..<8), from: Self.natted) == [4, 5, 6, 7])
    #expect(lock.state == .learned(Self.natted))
    #expect(lock.destination == Self.natted)
    #expect(offer(&lock, Array(0..<100), from: Self.attacker) == [])
    #expect(offer(&lock, Array(0..<100), from: Self.neighbour) == [])
  }

  @Test("A lost packet and a doubled one do not disturb learning")
  func learnsUnderLoss() {
    var lock = opened()
    #expect(offer(&lock, [0, 1, 1, 3, 4, 7], from: Self.natted) == [7])
  }

  @Test(
    "What does not hang together convinces nobody",
    arguments: [
      ("numbers at random", [0, 900, 31, 7_000, 12, 4_400, 55, 3], Duration.milliseconds(20)),
      ("the same number again and again", Array(repeating: 5, count: 50), .milliseconds(20)),
      ("a spray that comes by every 200 ms", Array(0..<50), .milliseconds(200)),
      ("backwards", Array((0..<50).reversed()), .milliseconds(20)),
    ])
  func unconvincing(name: String, numbers: [Int], spacing: Duration) {
    var lock = opened()
    #expect(offer(&lock, numbers, from: Self.natted, spacing: spacing) == [])
    #expect(lock.state == .open)
    #expect(lock.destination == Self.stated)
  }

  @Test("A payload type nobody agreed on, and an SSRC that changes, convince nobody")
  func notAgreed() {
    var lock = opened()
    #expect(offer(&lock, Array(0..<50), from: Self.natted, isAgreed: false) == [])
    for number in 0..<50 {
      let isBelieved = lock.admits(header(number, ssrc: UInt32(number)), from: Self.natted, isAgreed: true, at: .zero)
      #expect(!isBelieved)
    }
  }

  @Test("A flood from the same host does not keep the true one from being learned")
  func learnsUnderFlood() {
    var lock = opened()
    var believed: [Int] = []
    for number in 0..<8 {
      let now = Moment(sinceZero: .milliseconds(20 * number))
      let noise = MediaAddress(host: Self.natted.host, port: 500 + UInt16(number % 3))
      let isNoiseBelieved = lock.admits(header(number * 37), from: noise, isAgreed: true, at: now)
      #expect(!isNoiseBelieved)
      if lock.admits(header(number), from: Self.natted, isAgreed: true, at: now) { believed.append(number) }
    }
    #expect(believed == [4, 5, 6, 7])
  }

  @Test("The stated address wins over a learned source, for good")
  func statedWins() {
    var lock = opened()
    _ = offer(&lock, Array(0..<5), from: Self.neighbour)
    #expect(lock.state == .learned(Self.neighbour))
    #expect(offer(&lock, [0], from: Self.stated) == [0])
    #expect(offer(&lock, Array(0..<20), from: Self.neighbour) == [])
  }

  @Test("A re-negotiation that changes nothing lets the true source go on and gives nobody a chance")
  func renegotiatedUnchanged() {
    var lock = opened()
    _ = offer(&lock, Array(0..<5), from: Self.natted)
    lock.negotiate(stated: Self.stated, signalledFrom: Self.natted.host)
    #expect(lock.destination == Self.natted)
    #expect(offer(&lock, Array(0..<4), from: Self.neighbour) == [])
    #expect(offer(&lock, [77], from: Self.natted) == [77])
    #expect(offer(&lock, Array(4..<40), from: Self.neighbour) == [])

    var locked = opened()
    _ = offer(&locked, [0], from: Self.stated)
    locked.negotiate(stated: Self.stated, signalledFrom: Self.natted.host)
    #expect(offer(&locked, Array(0..<40), from: Self.natted) == [])
  }

  @Test("A re-negotiation with another address begins anew")
  func moved() {
    var lock = opened()
    _ = offer(&lock, [0], from: Self.stated)
    lock.negotiate(stated: Self.natted, signalledFrom: nil)
    #expect(lock.destination == Self.natted)
    #expect(offer(&lock, [1], from: Self.stated) == [])
    #expect(offer(&lock, [1], from: Self.natted) == [1])
  }

  @Test("Nothing stated: nowhere to send until somebody is learned")
  func nothingStated() {
    var lock = SourceLock()
    lock.negotiate(stated: nil, signalledFrom: Self.natted.host)
    #expect(lock.destination == nil)
    #expect(offer(&lock, Array(0..<50), from: Self.attacker) == [])
    #expect(lock.destination == nil)
    _ = offer(&lock, Array(0..<5), from: Self.natted)
    #expect(lock.destination == Self.natted)
  }
}
