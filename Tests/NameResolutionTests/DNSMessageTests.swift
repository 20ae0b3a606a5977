import NameResolution
import SIPEngine
import Simulation
import Testing

@Suite struct DNSMessageTests {
  /// Octets of a message, put together by hand.
  struct Wire {
    var octets: [UInt8] = []

    static func name(_ text: String) -> [UInt8] {
      text.split(separator: ".").flatMap { [UInt8($0.utf8.count)] + Array($0.utf8) } + [0]
    }

    static func number(_ value: Int) -> [UInt8] {
      [UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value)]
    }

    static func header(questions: Int, answers: Int) -> [UInt8] {
      number(7) + number(0x8180) + number(questions) + number(answers) + number(0) + number(0)
    }

    static func record(_ name: [UInt8], type: Int, life: Int, _ data: [UInt8], length: Int? = nil) -> [UInt8] {
      name + number(type) + number(1) + number(life >> 16) + number(life) + number(length ?? data.count) + data
    }

    static func text(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }
  }

  private static let question = Wire.name("_sip._udp.a.example") + Wire.number(33) + Wire.number(1)
  /// A compressed name: back to the question's.
  private static let pointer: [UInt8] = [0xC0, 12]

  private static func srv(_ target: [UInt8]) -> [UInt8] {
    Wire.number(10) + Wire.number(60) + Wire.number(5060) + target
  }

  private static let good =
    Wire.header(questions: 1, answers: 2) + question
    + Wire.record(pointer, type: 33, life: 300, srv(Wire.name("b.example")))
    + Wire.record(pointer, type: 33, life: 60, srv(pointer))

  @Test func `SRV records come with their shortest time to live, compressed names resolved`() {
    #expect(
      DNSMessage(Self.good).answer(to: .srv)
        == .records(
          [
            .srv(priority: 10, weight: 60, port: 5060, target: "b.example"),
            .srv(priority: 10, weight: 60, port: 5060, target: "_sip._udp.a.example"),
          ], timeToLive: .seconds(60)))
  }

  @Test func `NAPTR records come without their pattern`() {
    let data =
      Wire.number(10) + Wire.number(20) + Wire.text("s") + Wire.text("SIP+D2U") + Wire.text("!^.*$!x!")
      + Wire.name("_sip._udp.a.example")
    let octets =
      Wire.header(questions: 1, answers: 1) + Self.question + Wire.record(Self.pointer, type: 35, life: 1 << 20, data)
    #expect(
      DNSMessage(octets).answer(to: .naptr)
        == .records(
          [
            .naptr(
              order: 10, preference: 20, flags: "s", service: "SIP+D2U", replacement: "_sip._udp.a.example")
          ], timeToLive: .seconds(1 << 20)))
    #expect(DNSMessage(octets).answer(to: .srv) == nil)
  }

  @Test func `A name that points at itself is none`() {
    let loop = Wire.header(questions: 1, answers: 1) + Self.question
    let place = loop.count + 2 + 10 + 6
    let selfish: [UInt8] = [0xC0 | UInt8(place >> 8), UInt8(place & 0xFF)]
    let octets = loop + Wire.record(Self.pointer, type: 33, life: 1, Self.srv(selfish))
    #expect(DNSMessage(octets).answer(to: .srv) == nil)
  }

  @Test(arguments: [
    Array("a b".utf8), Array("a\r\n".utf8), Array("a/../b".utf8), [0], [0xFF, 0xFE], Array("a%x".utf8),
    Array("a.b".utf8),
  ])
  func `A target that is no host name is left out`(label: [UInt8]) {
    let octets =
      Wire.header(questions: 1, answers: 1) + Self.question
      + Wire.record(Self.pointer, type: 33, life: 1, Self.srv([UInt8(label.count)] + label + [0]))
    #expect(DNSMessage(octets).answer(to: .srv) == nil)
  }

  @Test func `The root as a target is an empty name`() {
    let octets =
      Wire.header(questions: 1, answers: 1) + Self.question
      + Wire.record(Self.pointer, type: 33, life: 1, Self.srv([0]))
    #expect(
      DNSMessage(octets).answer(to: .srv)
        == .records([.srv(priority: 10, weight: 60, port: 5060, target: "")], timeToLive: .seconds(1)))
  }

  @Test func `Of a message that was cut off, the records before the cut count`() {
    for length in 0..<Self.good.count {
      let answer = DNSMessage(Array(Self.good.prefix(length))).answer(to: .srv)
      guard case .records(let records, _)? = answer else { continue }
      #expect(records.count == 1)
    }
  }

  @Test func `A length beyond the message ends the reading`() {
    let octets =
      Wire.header(questions: 1, answers: 1) + Self.question
      + Wire.record(Self.pointer, type: 33, life: 1, Self.srv(Wire.name("b.example")), length: 65_535)
    #expect(DNSMessage(octets).answer(to: .srv) == nil)
  }

  @Test func `No mutation traps`() {
    var dice = SeededGenerator(seed: 3)
    for _ in 0..<20_000 {
      var octets = Self.good
      for _ in 0..<Int.random(in: 1...6, using: &dice) {
        octets[Int.random(in: octets.indices, using: &dice)] = UInt8.random(in: 0...255, using: &dice)
      }
      if Bool.random(using: &dice) { octets = Array(octets.prefix(Int.random(in: 0...octets.count, using: &dice))) }
      guard case .records(let records, _)? = DNSMessage(octets).answer(to: .srv) else { continue }
      #expect(records.count <= 64)
    }
  }
}
