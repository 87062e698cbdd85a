-- Written for Lua 5.4: constants, integer division and bitwise operators, which 5.1 takes for errors of syntax.
local mask <const> = 0xff
print("the quarter is " .. ((1020 // 4) & mask))
