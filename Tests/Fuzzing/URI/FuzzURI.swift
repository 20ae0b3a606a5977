import FuzzingDriver

@main
struct FuzzURI {
  static func main() { Fuzzer.run(.uri) }
}
