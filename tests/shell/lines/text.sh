sort a.txt; sort -r a.txt; sort 'b c.txt' a.txt; sort tail.txt; sort empty; sort none; echo $?; sort < a.txt; cat a.txt | sort -; sort --reverse a.txt
printf '10 b\n9 a\n10 a\n-1 c\n0.5 d\n' | sort -n; printf '3\n1\n2\n3\n' | sort -u; printf 'b\nA\na\nB\n' | sort -f; printf '2K\n1G\n3\n1M\n' | sort -h
printf 'a:3\nb:1\nc:2\n' | sort -t: -k2; printf 'a:3\nb:10\nc:2\n' | sort -t : -k 2n; printf 'x 2 b\nx 2 a\ny 1 c\n' | sort -k2,2n -k3,3r; printf 'a1\na0\n' | sort -k1.2
printf '10.0.0.2\n10.0.0.10\n9.1.1.1\n' | sort -t. -k1,1n -k2,2n -k3,3n -k4,4n; printf 'b 1\na 1\n' | sort -s -k2,2; printf 'b 1\na 1\n' | sort -k2,2
sort -c a.txt; echo $?; printf 'a\nb\n' | sort -c; echo $?; printf 'b\na\n' | sort -C; echo $?; printf 'a\na\n' | sort -cu; echo $?; sort -c a.txt a.txt; echo $?
sort -o made a.txt; cat made; sort -o made -r made; cat made; sort -k0 a.txt; echo $?; sort -t ab a.txt; echo $?; sort -k1x a.txt; echo $?; sort -nh a.txt; echo $?
seq 12 | sort; seq 12 | sort -rn | head -3; printf '%s\n' '  b' ' a' c | sort -b; printf '%s\n' 'a-c' 'ab' 'a b' | sort -d; printf '1e3\n20\n' | sort -n; printf -- '-0\n0\n' | sort -n
printf 'a\na\nb\na\n' | uniq; printf 'a\na\nb\n' | uniq -c; printf 'a\na\nb\n' | uniq -d; printf 'a\na\nb\n' | uniq -u; printf 'a\nA\n' | uniq -ic; uniq empty
printf 'x 1\ny 1\nz 2\n' | uniq -f1; printf 'ab\ncb\n' | uniq -s1; printf 'ab1\nab2\n' | uniq -w 2; uniq none; echo $?; uniq a.txt made; cat made; uniq a b c; echo $?; printf 'a\na' | uniq -c
printf 'b\na\nb\n' | sort | uniq -c | sort -rn; uniq -f x a.txt; echo $?; uniq -d -u a.txt; printf 'a\n\n\nb\n' | uniq -c
printf 'a\tb\tc\n' | cut -f2; printf 'a:b:c\nno\n' | cut -d: -f1,3; printf 'a:b:c\nno\n' | cut -s -d : -f 2-; printf 'abcdef\n' | cut -c2-4; printf 'abcdef\n' | cut -c -2,5-
printf 'a:b:c\n' | cut -d: -f2 --complement; printf 'a:b:c\n' | cut -d: -f1,3 --output-delimiter=' '; printf 'abcdef\n' | cut -b1,3 --output-delimiter=-; cut -c1 a.txt tail.txt; cut -f1 < empty; echo $?
cut a.txt; echo $?; cut -f0 a.txt; echo $?; cut -f3-1 a.txt; echo $?; cut -d ab -f1 a.txt; echo $?; cut -c1 -f1 a.txt; echo $?; cut -c1 none a.txt; echo $?; cut -d: -c1 a.txt; echo $?; cut -f x a.txt; echo $?
echo a:b | cut -d: -f5; echo a:b:: | cut -d: -f3-; echo ::: | cut -d: -f2-3; cut -c9 a.txt; cut -f - a.txt; echo $?; cut -f1,,2 a.txt; echo $?
echo hello | tr a-y b-z; echo hello | tr -d l; echo aabbcc | tr -s a-c; echo 'a  b' | tr -s ' ' '\n'; echo Hello | tr '[:lower:]' '[:upper:]'; echo Hello | tr 'A-Z' 'a-z'; echo a-b | tr - _
echo 'a1b2' | tr -dc '0-9\n'; echo hello | tr -cs 'a-z' '\n'; echo 'a b' | tr ' ' '\012'; echo abc | tr abc xy; echo abc | tr -t abc xy; echo abcd | tr 'a-d' '[x*2]y[z*]'; echo a]b | tr '[]' '()'
tr; echo $?; tr a; echo $?; echo a | tr -d a b; echo $?; echo a | tr z-a b; echo $?; echo a | tr a ''; echo $?; echo a | tr '[:nope:]' b; echo $?; echo a | tr a '[:digit:]'; echo $?; echo aab | tr -ds a b
echo 'path:to:x' | tr ':' '\n' | sort; echo '"a"' | tr -d '"'; echo "a'b" | tr -d "'"; printf 'a\r\nb\r\n' | tr -d '\r'; echo a\\b | tr '\\' /; echo abc | tr '\141' X; echo 'a.b,c' | tr '.,' '  '
echo one | tee made; cat made; echo two | tee -a made other | cat; cat made other; echo x | tee /none/f; echo $?; echo y | tee /dev/null; echo z | tee made > other; cat made other; tee < a.txt
rev a.txt; rev < tail.txt; echo; rev none; echo $?; echo é1 | rev; rev empty; basename /a/b.txt; basename /a/b.txt .txt; basename b/; basename /; basename .txt .txt; basename; echo $?; basename -a a/b c/d; basename -s .c x/y.c z.c; basename a b c; echo $?; basename ''
dirname /a/b; dirname a; dirname /a; dirname a/b/; dirname /; dirname a//b c/d/e; dirname; echo $?; dirname ''; dirname //x; which nosuchcommand; echo $?; which cat; which sort nosuch; echo $?
