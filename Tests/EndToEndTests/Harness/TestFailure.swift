/// Why a step of a test could not be done: one sentence, and what was seen until then.
struct TestFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
