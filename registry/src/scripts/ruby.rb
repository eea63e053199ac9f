# A few points on a grid.
#
# Runs on Ruby 3.1 and later. `Data.define` (Ruby 3.2) and `Range#overlap?` (Ruby 3.3) are used only if they exist.
# Otherwise, the script prints a message and continues.

version = RUBY_VERSION[/\d+\.\d+/]
puts "Ruby #{version}"

# Shorthand hash values and pattern matching: all versions.
x = 3
y = 4
point = { x:, y: }
case point
in { x: Integer => a, y: Integer => b }
  puts "distance: #{Math.hypot(a, b)}"
end

puts "squares: #{(1..5).filter_map { |n| n * n if n.odd? }.join(", ")}"

# Immutable value objects: Ruby 3.2 and later.
if defined?(Data) && Data.respond_to?(:define)
  location = Data.define(:x, :y)
  here = location.new(x: 1, y: 2)
  puts "Data.define: #{here.with(y: 5).to_h}"
else
  puts "Data.define: needs Ruby 3.2, this is #{version}"
end

# Checking whether two ranges overlap: Ruby 3.3 and later.
if Range.method_defined?(:overlap?)
  puts "Range#overlap?: #{(1..4).overlap?(3..9)}"
else
  puts "Range#overlap?: needs Ruby 3.3, this is #{version}"
end
