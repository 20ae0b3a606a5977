import AudioSignal
import MediaEngine
import Testing

@Suite("Frames out of a ring")
struct FrameReaderTests {
  private static func next(_ reader: FrameReader) -> (isSound: Bool, samples: [Int16]) {
    var samples = [Int16](repeating: 9, count: 320)
    var span = samples.mutableSpan
    let isSound = reader.next(into: &span)
    return (isSound, samples)
  }

  private static func put(_ samples: [Int16], into ring: SampleRing) -> Int { ring.write(samples.span) }

  /// The largest step from one sample to the next.
  private static func steepest(_ samples: [Int16]) -> Int {
    zip(samples, samples.dropFirst()).map { abs(Int($1) - Int($0)) }.max() ?? 0
  }

  @Test("What is written is read in its order, round the end of the ring and round again")
  func order() {
    let ring = SampleRing(capacity: 1_000)
    let reader = FrameReader(ring, frame: 320)
    var written: Int16 = 0
    var heard: [Int16] = []
    for _ in 0..<20 {
      let samples = (0..<320).map { written &+ Int16($0) }
      written &+= 320
      #expect(Self.put(samples, into: ring) == 320)
      let (isSound, frame) = Self.next(reader)
      if isSound { heard += frame }
    }
    // The first frame begins softly.
    #expect(heard.count == 19 * 320)
    #expect(heard.dropFirst(80).elementsEqual((80..<Int16(heard.count))))
  }

  @Test("A full ring leaves out what is too much")
  func full() {
    let ring = SampleRing(capacity: 500)
    let samples = [Int16](repeating: 1, count: 320)
    #expect(Self.put(samples, into: ring) == 320)
    #expect(Self.put(samples, into: ring) == 180)
    #expect(Self.put(samples, into: ring) == 0)
    #expect(ring.count == 500)
  }

  @Test("Where nothing is left the sound fades away, and it comes back without a click")
  func seams() {
    let ring = SampleRing(capacity: 8_000)
    let reader = FrameReader(ring, frame: 320)
    var generator = ToneGenerator(frequency: 500, level: -10, sampleRate: 16_000)
    let slope = Self.steepest(generator.samples(3_200))
    var heard: [Int16] = []
    for round in 0..<4 {
      if round != 2 { _ = Self.put(generator.samples(960), into: ring) }
      for _ in 0..<5 { heard += Self.next(reader).samples }
    }
    #expect(reader.inserted >= 2)
    #expect(Self.steepest(heard) <= slope + slope / 2, "a click")
  }

  @Test("What is too much is left out without a click, and counted")
  func leavingOut() {
    let ring = SampleRing(capacity: 16_000)
    let reader = FrameReader(ring, frame: 320)
    var generator = ToneGenerator(frequency: 500, level: -10, sampleRate: 16_000)
    let slope = Self.steepest(generator.samples(3_200))
    _ = Self.put(generator.samples(10 * 320), into: ring)
    var heard: [Int16] = []
    for _ in 0..<100 {
      _ = Self.put(generator.samples(320), into: ring)
      heard += Self.next(reader).samples
    }
    #expect((7...9).contains(reader.leftOut))
    #expect(ring.count <= 3 * 320)
    #expect(Self.steepest(heard) <= slope * 2, "a click")
  }
}
