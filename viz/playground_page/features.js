// What a network is given of a point of the plane: its coordinates, and functions of them that may make a task easy.

const FEATURES = {
  x: { name: "x₁", of: ([x]) => x, python: "x" },
  y: { name: "x₂", of: ([, y]) => y, python: "y" },
  xx: { name: "x₁²", of: ([x]) => x * x, python: "x * x" },
  yy: { name: "x₂²", of: ([, y]) => y * y, python: "y * y" },
  xy: { name: "x₁x₂", of: ([x, y]) => x * y, python: "x * y" },
  sx: { name: "sin πx₁", of: ([x]) => Math.sin(Math.PI * x), python: "math.sin(math.pi * x)" },
  sy: { name: "sin πx₂", of: ([, y]) => Math.sin(Math.PI * y), python: "math.sin(math.pi * y)" },
};

// The inputs of a sample at a point; those of what is no plane are the sample itself.
const featuresOf = (at, features) => (features ? features.map((name) => FEATURES[name].of(at)) : at);
