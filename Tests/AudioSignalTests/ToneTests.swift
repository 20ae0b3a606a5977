import AudioSignal
import Testing

@Suite("Tones and their detection")
struct ToneTests {
  @Test("a tone has the level it was asked for", arguments: [3.0, 0, -10, -16.5, -40])
  func level(asked: Double) {
    var generator = ToneGenerator(frequency: 1000, level: asked)
    let samples = generator.samples(8000)
    #expect(abs(Goertzel(frequency: 1000).level(in: samples) - asked) < 0.05)
    #expect(abs(SignalLevel.dBm0(of: samples) - asked) < 0.05)
  }

  @Test("a tone that fills sixteen bits peaks there and is 3.01 dB below a full square wave")
  func fullScale() throws {
    var generator = ToneGenerator(frequency: 1000, level: G711.muLawOverload)
    let samples = generator.samples(800)
    #expect(try #require(samples.max()) == .max)
    #expect(abs(SignalLevel.dBFS(of: samples) + 3.01) < 0.01)
  }

  @Test("a tone goes on where the last samples ended")
  func phase() {
    var whole = ToneGenerator(frequency: 441, level: -10)
    var parts = whole
    let expected = whole.samples(480)
    #expect(parts.samples(160) + parts.samples(7) + parts.samples(313) == expected)
  }

  @Test("the detector finds nothing of a frequency that is not there")
  func selectivity() {
    var generator = ToneGenerator(frequency: 697, level: -10)
    let block = generator.samples(205)
    #expect(Goertzel(frequency: 697).level(in: block) > -10.5)
    #expect(Goertzel(frequency: 1209).level(in: block) < -30)
    #expect(Goertzel(frequency: 697).power(in: [Int16]()) == 0)
    #expect(Goertzel(frequency: 697).level(in: [Int16](repeating: 0, count: 205)) == -.infinity)
  }

  @Test("every key has the two frequencies of Q.23, found again after G.711", arguments: Array("0123456789*#ABCD"))
  func keyTones(key: Character) throws {
    var generator = try #require(KeyTone(key: key)).generator(level: -13)
    let heard = TelephoneAudio(samples: generator.samples(800)).muLaw.map(G711.linear(muLaw:))
    let rows = [697.0, 770, 852, 941]
    let columns = [1209.0, 1336, 1477, 1633]
    let row = try #require(rows.indices.max { level(rows[$0], heard) < level(rows[$1], heard) })
    let column = try #require(columns.indices.max { level(columns[$0], heard) < level(columns[$1], heard) })
    #expect(["123A", "456B", "789C", "*0#D"].map(Array.init)[row][column] == key)
    #expect(abs(level(rows[row], heard) + 13) < 0.5)
    #expect(abs(level(columns[column], heard) + 13) < 0.5)
  }

  @Test("what is no key has no tone", arguments: Array("Ea x٣"))
  func noKey(key: Character) {
    #expect(KeyTone(key: key) == nil)
  }

  private func level(_ frequency: Double, _ samples: [Int16]) -> Double {
    Goertzel(frequency: frequency).level(in: samples)
  }
}
