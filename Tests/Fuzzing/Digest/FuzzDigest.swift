import FuzzingDriver

@main
struct FuzzDigest {
  static func main() { Fuzzer.run(.digest) }
}
