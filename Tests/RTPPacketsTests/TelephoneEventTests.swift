import RTPPackets
import Testing

@Suite("Telephone-events")
struct TelephoneEventTests {
  @Test("The payload of RFC 4733 §2.3 is read and written")
  func layout() {
    let octets: [UInt8] = [11, 0x8A, 0x03, 0x20]
    let event = TelephoneEvent(code: 11, isEnd: true, volume: 10, duration: 800)
    #expect(TelephoneEvent.parse(octets.span, payload: 0..<4) == event)
    #expect(event.serialized() == octets)
    #expect(event.key == "#")
  }

  @Test("The reserved bit is ignored and octets after the event do not matter")
  func reservedBit() {
    let octets: [UInt8] = [0xFF, 1, 0x4A, 0, 160, 9, 9]
    #expect(
      TelephoneEvent.parse(octets.span, payload: 1..<7)
        == TelephoneEvent(code: 1, isEnd: false, volume: 10, duration: 160))
  }

  @Test("A payload too short for an event is none", arguments: [0, 1, 2, 3])
  func tooShort(length: Int) {
    let octets = [UInt8](repeating: 0, count: 4)
    #expect(TelephoneEvent.parse(octets.span, payload: 0..<length) == nil)
    #expect(TelephoneEvent.parse(octets.span, payload: 2..<6) == nil)
  }

  @Test("Codes 0 to 15 are the keys and the others are not")
  func keys() {
    let keys = (0...255).map { TelephoneEvent(code: UInt8($0), isEnd: false, volume: 0, duration: 0).key }
    #expect(String(keys.compactMap { $0 }) == "0123456789*#ABCD")
    #expect(keys.dropFirst(16).allSatisfy { $0 == nil })
    #expect("0123456789*#ABCD".compactMap { TelephoneEvent.code(of: $0) } == Array(0...15))
    #expect(TelephoneEvent.code(of: "x") == nil)
  }
}
