import Simulation
import Testing

@Suite struct SeededGeneratorTests {
  @Test func `The same seed gives the same numbers`() {
    var first = SeededGenerator(seed: 42)
    var second = SeededGenerator(seed: 42)
    let numbers = (0..<100).map { _ in first.next() }
    #expect(numbers == (0..<100).map { _ in second.next() })
  }

  @Test func `Numbers are those of SplitMix64`() {
    // Reference values of the algorithm for the seed 1234567.
    var generator = SeededGenerator(seed: 1_234_567)
    let numbers = (0..<5).map { _ in generator.next() }
    #expect(
      numbers == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test func `A share of one always happens and a share of zero never`() {
    var generator = SeededGenerator(seed: 7)
    let always = (0..<1000).filter { _ in generator.happens(inShareOf: 1) }.count
    let never = (0..<1000).filter { _ in generator.happens(inShareOf: 0) }.count
    #expect(always == 1000)
    #expect(never == 0)
  }

  @Test func `A quarter happens about a quarter of the time`() {
    var generator = SeededGenerator(seed: 7)
    let times = (0..<10_000).filter { _ in generator.happens(inShareOf: 0.25) }.count
    #expect((2300...2700).contains(times))
  }

  @Test func `Durations stay below the longest and none is negative`() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<1000 {
      let duration = generator.nextDuration(upTo: .milliseconds(30))
      #expect(duration >= .zero && duration < .milliseconds(30))
    }
    let impossible = [Duration.zero, .seconds(-1)].map { generator.nextDuration(upTo: $0) }
    #expect(impossible == [.zero, .zero])
  }
}
