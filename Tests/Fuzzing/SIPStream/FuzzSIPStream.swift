import FuzzingDriver

@main
struct FuzzSIPStream {
  static func main() { Fuzzer.run(.sipStream) }
}
