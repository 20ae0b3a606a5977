import FuzzingDriver

@main
struct FuzzSIPMessage {
  static func main() { Fuzzer.run(.sipMessage) }
}
