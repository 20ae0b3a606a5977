import AudioSignal
import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("Hosts that nobody named")
struct ForeignSourceTests {
  private static let stated = MediaAddress(host: 0x0A00_0005, port: 4_000)  // 10.0.0.5
  private static let natted = MediaAddress(host: 0xC633_6401, port: 61_234)  // 198.51.100.1
  private let one = MediaStreamID(rawValue: 1)

  /// Far away, right beside each of the two known hosts, and on the ports that the genuine audio uses.
  private static let foreigners = [
    MediaAddress(host: 0x7F00_0009, port: 500), MediaAddress(host: natted.host + 1, port: natted.port),
    MediaAddress(host: natted.host - 1, port: natted.port), MediaAddress(host: stated.host + 1, port: stated.port),
    MediaAddress(host: stated.host - 1, port: stated.port), MediaAddress(host: 0, port: stated.port),
  ]

  private func header(_ number: Int, ssrc: UInt32 = 7) -> RTPHeader {
    RTPHeader(
      marker: false, payloadType: 0, sequence: RTPSequence(rawValue: 65_533).advanced(by: number),
      timestamp: RTPTimestamp(rawValue: 0).advanced(by: number * 160), ssrc: ssrc)
  }

  /// Offers consecutive packets, 1 ms apart; how many were believed.
  private func burst(
    _ lock: inout SourceLock, _ numbers: Range<Int>, from source: MediaAddress, at start: Moment
  ) -> Int {
    numbers.count { number in
      let now = start + .milliseconds(number - numbers.lowerBound)
      return lock.admits(header(number), from: source, isAgreed: true, at: now)
    }
  }

  private func opened(signalledFrom host: UInt128?) -> SourceLock {
    var lock = SourceLock()
    lock.negotiate(stated: Self.stated, signalledFrom: host)
    return lock
  }

  @Test("A foreign host is never adopted, however well its packets hang together", arguments: [5, 6, 50, 1_000])
  func oneBurst(length: Int) {
    for foreigner in Self.foreigners {
      var lock = opened(signalledFrom: Self.natted.host)
      #expect(burst(&lock, 0..<length, from: foreigner, at: .zero) == 0)
      #expect(lock.state == .open)
      #expect(lock.destination == Self.stated)
    }
  }

  @Test("Many bursts from many foreign hosts neither are adopted nor delay who is genuine")
  func manyBursts() {
    var lock = opened(signalledFrom: Self.natted.host)
    var believed: [Int] = []
    for number in 0..<8 {
      let now = Moment(sinceZero: .milliseconds(20 * number))
      for foreigner in Self.foreigners {
        #expect(burst(&lock, number * 6..<number * 6 + 6, from: foreigner, at: now) == 0)
      }
      if burst(&lock, number..<number + 1, from: Self.natted, at: now) == 1 { believed.append(number) }
    }
    #expect(believed == [4, 5, 6, 7])
    #expect(lock.state == .learned(Self.natted))
    #expect(burst(&lock, 0..<1, from: Self.stated, at: .zero) == 1)
    #expect(lock.state == .stated(Self.stated))
    for foreigner in Self.foreigners { #expect(burst(&lock, 0..<100, from: foreigner, at: .zero) == 0) }
  }

  @Test("After bursts the stated address is believed from its first packet")
  func statedAfterBursts() {
    var lock = opened(signalledFrom: nil)
    for foreigner in Self.foreigners { #expect(burst(&lock, 0..<100, from: foreigner, at: .zero) == 0) }
    #expect(burst(&lock, 0..<1, from: Self.stated, at: .zero) == 1)
    #expect(lock.state == .stated(Self.stated))
  }

  @Test("Another port of the stated host is adopted by its fifth packet, and without signalling no other host is")
  func statedHost() {
    let moved = MediaAddress(host: Self.stated.host, port: 9_000)
    var lock = opened(signalledFrom: nil)
    #expect(burst(&lock, 0..<100, from: Self.natted, at: .zero) == 0)
    #expect(burst(&lock, 0..<8, from: moved, at: .zero) == 4)
    #expect(lock.state == .learned(moved))
  }

  @Test("Neither a stated address nor a signalling host: nobody is believed")
  func nobodyKnown() {
    var lock = SourceLock()
    lock.negotiate(stated: nil, signalledFrom: nil)
    for source in Self.foreigners + [Self.natted, Self.stated] {
      #expect(burst(&lock, 0..<100, from: source, at: .zero) == 0)
    }
    #expect(lock.destination == nil)
  }

  @Test("When the signalling moves to another host, what was learned on the old one is over")
  func signallingMoves() {
    let roamed = MediaAddress(host: 0xCB00_7107, port: 7_000)  // 203.0.113.7
    var lock = opened(signalledFrom: Self.natted.host)
    #expect(burst(&lock, 0..<5, from: Self.natted, at: .zero) == 1)
    lock.negotiate(stated: Self.stated, signalledFrom: roamed.host)
    #expect(lock.destination == Self.stated)
    #expect(burst(&lock, 5..<50, from: Self.natted, at: .zero) == 0)
    #expect(burst(&lock, 50..<55, from: roamed, at: .zero) == 1)
    #expect(lock.destination == roamed)
  }

  @Test("A stream that plays and is bridged answers no burst, forwards none and hears no key in it")
  func stream() {
    let attacker = MediaAddress(host: 0x7F00_0009, port: 500)
    var rig = MatrixRig()
    let slot = rig.open(1, .with(), signalledFrom: "198.51.100.1")
    rig.open(2, ssrc: 0xCCCC, .with(MatrixRig.agent), signalledFrom: "192.0.2.6")
    rig.perform(.bridge(one, MediaStreamID(rawValue: 2)))
    rig.perform(.play(one, [.pattern(8_000)], PlaybackID(rawValue: 1)))
    for round in 0..<40 {
      for number in round * 7..<round * 7 + 7 {
        rig.receive(.audio(number, fill: 0x33), slot: slot, from: attacker)
      }
      rig.receive(.event(round * 7 + 7, start: round * 7 + 7, key: "9", duration: 160), slot: slot, from: attacker)
      rig.advance(by: .milliseconds(20))
    }
    #expect(rig.sent.count == 80)
    #expect(rig.sent.allSatisfy { [MatrixRig.phone, MatrixRig.agent].contains($0.destination) })
    #expect(rig.sent.allSatisfy { $0.packet.payload != RTPPacket.audio(0, fill: 0x33).payload })
    #expect(rig.notices.isEmpty)
    #expect(rig.matrix.statistics(of: one)?.packetsForeign == 320)
    rig.receive(.audio(0, fill: 0x44), slot: slot)
    #expect(rig.events == [.heard])
    #expect(rig.sent.last?.packet.payload == RTPPacket.audio(0, fill: 0x44).payload)
  }

  @Test(
    "What is no IPv4 address names no host",
    arguments: [nil, "", "phone.example", "::1", "::ffff:198.51.100.1", "198.51.100.1:5060", "198.51.100"])
  func signallingHost(text: String?) {
    var rig = MatrixRig()
    let slot = rig.open(1, .with(), signalledFrom: text)
    for number in 0..<50 { rig.receive(.audio(number), slot: slot, from: Self.natted) }
    #expect(rig.notices.isEmpty)
    #expect(rig.matrix.statistics(of: one)?.packetsForeign == 50)
  }
}
