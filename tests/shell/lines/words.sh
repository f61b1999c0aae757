echo a  b   c
echo 'a  b' "c  d" e\ f
echo "a'b" 'a"b' a\"b\'c
echo "\$x \`y\` \\ \a \"q\""
echo $'a\tb\x41\u00e9\101\'\\' $'\cA' | cat
echo $"text"
echo ~ ~/x "~" a~ ~nobody_here
x=~/f; echo $x; x='~'; echo $x
echo a#b '#' \# # comment
echo a;echo b;
echo {a,b,c} x{1,2}y {1..5} {5..1} {01..10..3} {a..e} {a} {} {a,{b,c}} a{,b} "{a,b}" {1,2}{3,4} {-2..2}
echo {x,y}{1..3} $HOME/{a,b} {a\,b,c} {1..3..0} a{1..2
echo *.txt "*.txt" '*.txt' \*.txt [a-b]* ?.txt *.none [!a]*.txt [^a]*
echo *; echo ./*.txt; echo [[:alpha:]].txt
echo $((1 + 2 * 3)) $(( (1 + 2) * 3 )) $((7 / 2)) $((-7 / 2)) $((7 % 3)) $((-7 % 3)) $((2 ** 10))
echo $((1 << 4)) $((0x1f)) $((010)) $((5 > 3)) $((5 == 3)) $((!5)) $((~5)) $((5 & 6)) $((5 | 6)) $((5 ^ 6))
echo $((1 ? 2 : 3)) $((0 ? 2 : 3)) $((1 && 0)) $((1 || 0)) $((x = 5)) $x $((x += 2)) $((x++)) $((++x)) $x
x=3; echo $((x * x)) $((x--)) $((--x)) $(($x + 1)) "$((x))"; y=x; echo $((y + 1))
echo $((9223372036854775807 + 1)) $((1, 2, 3)) $((2 ** 63)) $((-8 >> 1)) $((-(2 + 3))) $((- -2)) $((2 - -2))
x=5; ((x > 3)) && echo big; ((x -= 5)); echo $? $x; ((x)); echo $?
((a = 2, b = a * 3)); echo $a $b $((a < b ? a : b)) $((unset_one + 1))
x=a:~:~/b; echo $x; x=~:c; echo $x; echo ~:a; x="~:~"; echo $x
x=1; x1=one; echo $x{1,2} ${x}{1,2} "$x"{1,2}; echo $$ | wc -l; echo a$ $ "$" "a$"
echo $(echo s)# not a comment; echo `echo b`#c; echo $(echo d; # a comment )
)
