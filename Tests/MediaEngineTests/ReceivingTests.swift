import MediaEngine
import RTPPackets
import SDPSessions
import Testing
import Timekeeping

@Suite("What a stream receives")
struct ReceivingTests {
  private let one = MediaStreamID(rawValue: 1)

  @Test("Audio goes to where it comes from, once a source behind a NAT has convinced")
  func symmetric() {
    let natted = MediaAddress(host: 0xC633_6401, port: 61_234)
    var rig = MatrixRig()
    let slot = rig.open(1, .with(), signalledFrom: "198.51.100.1")
    for number in 0..<5 {
      rig.receive(.audio(number), slot: slot, from: natted)
      rig.advance(by: .milliseconds(20))
    }
    #expect(rig.sent.map(\.destination) == Array(repeating: MatrixRig.phone, count: 4) + [natted])
    #expect(rig.events == [.heard])
  }

  @Test("An attacker who sprays hears nothing, presses no key and is counted")
  func bleed() {
    let attacker = MediaAddress(host: 0x7F00_0009, port: 500)
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    for number in 0..<50 {
      rig.receive(.audio(number), slot: slot)
      for spray in 0..<10 {
        rig.receive(.event(number * 10 + spray, start: number, key: "9", duration: 160), slot: slot, from: attacker)
      }
      rig.advance(by: .milliseconds(20))
    }
    #expect(rig.sent.count == 50)
    #expect(rig.sent.allSatisfy { $0.destination == MatrixRig.phone })
    #expect(rig.events == [.heard])
    #expect(rig.matrix.totals.droppedForeign == 500)
    #expect(rig.matrix.statistics(of: one)?.packetsForeign == 500)
  }

  @Test("On hold nobody is learned")
  func noLearningOnHold() {
    var rig = MatrixRig()
    let slot = rig.open(1, .with(direction: .receiveOnly, remoteOnHold: true), signalledFrom: "192.0.2.6")
    for number in 0..<50 {
      rig.receive(.audio(number), slot: slot, from: MatrixRig.agent)
      rig.advance(by: .milliseconds(20))
    }
    #expect(rig.notices.isEmpty)
  }

  @Test("A key is told at its first packet")
  func key() {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.receive(.event(0, start: 0, key: "5", duration: 0), slot: slot)
    #expect(rig.notices == [MediaNotice(stream: one, event: .key("5"))], "a key is a sign of life, and no audio")
    for number in 1..<8 { rig.receive(.event(number, start: 0, key: "5", duration: number * 160), slot: slot) }
    #expect(rig.notices.count == 1)
  }

  @Test("No payload type for keys was agreed: none are heard")
  func noEvents() {
    var rig = MatrixRig()
    let slot = rig.open(1, .with(eventPayloadType: nil))
    rig.receive(.event(0, start: 0, key: "5", duration: 0), slot: slot)
    #expect(rig.events == [])
    #expect(rig.matrix.totals.droppedNotAgreed == 1)
  }

  @Test("Ten seconds without a packet are told once, and so is the first packet after them")
  func silence() {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.advance(by: .seconds(9))
    rig.receive(.audio(0), slot: slot)
    rig.advance(by: .milliseconds(9_990))
    #expect(rig.events == [.heard])
    rig.advance(by: .seconds(60))
    #expect(rig.events == [.heard, .silent(for: .seconds(10))])
    rig.receive(.audio(1), slot: slot)
    rig.receive(.audio(2), slot: slot)
    rig.advance(by: .seconds(11))
    #expect(rig.events == [.heard, .silent(for: .seconds(10)), .heard, .silent(for: .seconds(10))])
  }

  @Test("A phone that never sends is told once after ten seconds, and resuming from hold begins the count anew")
  func neverHeard() {
    var rig = MatrixRig()
    rig.open(1, .with())
    rig.advance(by: .seconds(8))
    rig.perform(.connect(one, .with(direction: .inactive, remoteOnHold: true), signalledFrom: nil))
    rig.advance(by: .seconds(100))
    rig.perform(.connect(one, .with(), signalledFrom: nil))
    rig.advance(by: .milliseconds(9_900))
    #expect(rig.notices.isEmpty)
    rig.advance(by: .milliseconds(200))
    #expect(rig.events == [.silent(for: .seconds(10))])
  }

  @Test("Noise is dropped and counted")
  func noise() {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    var dice = SeededGenerator(seed: 4)
    for _ in 0..<5_000 {
      let octets = (0..<Int.random(in: 0...80, using: &dice)).map { _ in UInt8.random(in: 0...127, using: &dice) }
      rig.receive(octets, slot: slot)
    }
    rig.receive([0x80, 200] + Array(repeating: 0, count: 26), slot: slot)
    #expect(rig.notices.isEmpty)
    #expect(rig.matrix.totals.droppedMalformed == 5_000)
    #expect(rig.matrix.totals.controlPackets == 1)
  }

  @Test("Losses are counted across the wrap, and a steady stream has no jitter")
  func statistics() throws {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.open(2, .with(MatrixRig.agent))
    rig.perform(.bridge(one, MediaStreamID(rawValue: 2)))
    for number in 0..<100 where number % 10 != 3 {
      rig.receive(.audio(number), slot: slot)
      rig.advance(by: .milliseconds(number % 10 == 2 ? 40 : 20))
    }
    let reception = try #require(rig.matrix.statistics(of: one)?.reception)
    #expect(reception.packetsReceived == 90)
    #expect(reception.octetsReceived == 90 * 160)
    #expect(reception.packetsLost == 10)
    #expect(reception.jitter == .zero)
  }

  @Test("Jitter is a sixteenth of each deviation, as in RFC 3550 A.8, and a new SSRC begins anew")
  func jitter() throws {
    var rig = MatrixRig()
    let slot = rig.open(1, .with())
    rig.receive(.audio(0), slot: slot)
    rig.advance(by: .milliseconds(36))
    rig.receive(.audio(1), slot: slot)
    // 16 ms late is 128 ticks; an eighth of a millisecond to the tick.
    #expect(rig.matrix.statistics(of: one)?.reception.jitter == .milliseconds(1))
    rig.receive(.audio(9_000, ssrc: 5), slot: slot)
    let reception = try #require(rig.matrix.statistics(of: one)?.reception)
    #expect(reception.jitter == .zero)
    #expect(reception.packetsLost == 0)
  }
}
